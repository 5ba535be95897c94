"""A process of its own that has typst set one document: `python -m aimsbook.typeset FOLDER EPOCH MB`; knows no record.

It prints as JSON which characters no font has; these are told by their number in the document. The process takes so
many megabytes at most where the system can hold it to that: Linux does, macOS counts only part of it, Windows can not.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import typst

try:
    import resource
except ImportError:  # Windows has no such bound
    resource = None  # type: ignore[assignment]

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_MISSING = re.compile(
    r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed|contains the codepoint `"((?:[^"\\]|\\.)*)"`'
)
_JOINERS = "\u200c\u200d\ufe0e\ufe0f"  # they show nothing themselves
_NUMBERED = re.compile(r"\\u\{([0-9a-fA-F]+)\}")
MOST_TRIES = 4
_MEGABYTE = 1 << 20


def bound(megabytes: int) -> None:
    """Hold this process to so much memory for its data, where the system can."""
    if resource is not None:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = megabytes * _MEGABYTE
        least = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_DATA, (least, most))


def main(folder: Path, epoch: int) -> int:
    """Set `main.typ` of a folder; 1 and what typst says where it cannot."""
    inputs = {"meta": (folder / "meta.json").read_text(encoding="utf-8"), "pictures": "yes"}
    missing: dict[str, None] = {}
    for _ in range(MOST_TRIES):
        try:
            typst.compile(
                folder / "main.typ", folder / "made.pdf", root=folder, format="pdf", sys_inputs=inputs,
                pdf_standards=STANDARDS, timestamp=epoch, package_path=folder, package_cache_path=folder,
            )  # fmt: skip
        except typst.TypstError as fault:
            said = f"{fault.message} {fault.diagnostic}"
            signs = _unshown(said)
            if "decode" in said and inputs["pictures"] == "yes":
                inputs["pictures"] = "no"
            elif signs:
                missing |= signs
                inputs["meta"] = _numbered(inputs["meta"], signs)
                body = folder / "body.typ"
                body.write_text(_numbered(body.read_text(encoding="utf-8"), signs), encoding="utf-8")
            else:
                print(said, file=sys.stderr)
                return 1
        else:
            told = sorted(one for one in missing if one not in _JOINERS)
            print(json.dumps({"missing": told, "pictures": inputs["pictures"]}))
            return 0
    print("typst found no way to show all characters", file=sys.stderr)
    return 1


def _unshown(said: str) -> dict[str, None]:
    """The characters that typst says no font has."""
    pairs = ("".join(pair) for pair in _MISSING.findall(said))
    texts = (_NUMBERED.sub(lambda found: chr(int(found[1], 16)), text) for text in pairs)
    return {sign: None for text in texts for sign in text if ord(sign) > 127}


def _numbered(text: str, signs: dict[str, None]) -> str:
    return text.translate({ord(sign): "" if sign in _JOINERS else f"(U+{ord(sign):04X})" for sign in signs})


if __name__ == "__main__":
    bound(int(sys.argv[3]))
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
