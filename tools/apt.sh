#!/bin/sh
# Install Debian packages where this user may; otherwise say what somebody who may has to run. Exits with 1 then.
set -eu
as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo -n"
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "missing: $* (this system has no apt-get; install it the way your system does)" >&2
    exit 1
fi
if [ -n "$as_root" ] && ! sudo -n true 2>/dev/null; then
    echo "missing: $*; run: sudo apt-get install $*" >&2
    exit 1
fi
echo "installing $* with apt-get" >&2
$as_root apt-get update -qq >&2
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2
