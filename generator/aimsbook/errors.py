"""Why the generator stops: never for what people wrote in records, which is reported as diagnostics.

AimsbookError
 +- ConfigurationFault   the call, mkdocs.yml, the vocabulary or a definition is wrong      exit 2
 +- LeakFault            our own fault: what is withheld would have been told              exit 70
 +- EnvironmentFault     disk, permission, lock, missing program or extra                   exit 3
"""

from __future__ import annotations


class AimsbookError(Exception):
    """A reason to stop that the user can mend; the message says what, where and how."""

    exit_code = 1


class ConfigurationFault(AimsbookError):
    """The call or the configuration cannot be followed."""

    exit_code = 2


class LeakFault(AimsbookError):
    """What a profile withholds would have been told; nothing is handed on."""

    exit_code = 70


class EnvironmentFault(AimsbookError):
    """The machine does not allow what was asked: disk, permission, lock or a missing program."""

    exit_code = 3
