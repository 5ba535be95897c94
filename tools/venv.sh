#!/bin/sh
# Make the virtual environment named by the argument with the first Python that is new enough; $PYTHON comes before all.
set -eu
folder=$1
here=$(dirname "$0")
found=
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        found=$name
        break
    fi
done
if [ -z "$found" ]; then
    echo "Python 3.11 or later is needed, and none was found (looked for python3, python3.13, python3.12, python3.11)." >&2
    shown=$(python3 --version 2>/dev/null) || shown="not there"
    echo "python3 is $shown. Name another with: make PYTHON=/path/to/python3.12 ..." >&2
    exit 1
fi
version=$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
if ! "$found" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    "$here/apt.sh" "python$version-venv"
fi
echo "making $folder with $found (Python $version)" >&2
"$found" -m venv --clear "$folder"
