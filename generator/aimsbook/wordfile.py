"""A printed document as a Word file: pandoc fills the reference document, and what it leaves open is set here.

That is the words of header and footer, sections that lie on their side, the width of their tables, the file's own day
and the order of its parts; the same document makes the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

from aimsbook.errors import ConfigurationFault, EnvironmentFault
from aimsbook.pandoc import convert
from aimsbook.printing import Printout
from aimsbook.typesetting import OWN, epoch_of

REFERENCE = OWN / "reference.docx"
_DAY = (1980, 1, 1, 0, 0, 0)
_BODY, _STYLES, _CORE = "word/document.xml", "word/styles.xml", "docProps/core.xml"
_SECTION = re.compile(r"<w:sectPr\b[^>]*?(?:/>|>.*?</w:sectPr>)", re.DOTALL)
_NOTHING = r"(?:\s|<w:bookmark(?:Start|End)\b[^>]*/>)*"
_BREAK = re.compile(  # before words it is said of them: a paragraph of its own may need one more page
    r'<w:p><w:pPr><w:pStyle w:val="PageBreak"/></w:pPr><w:r><w:br w:type="page"/></w:r></w:p>'
    rf"({_NOTHING}<w:p>\s*<w:pPr>\s*<w:pStyle\b[^>]*/>(?:<w:keep(?:Next|Lines)\s*/>)*)"
)
_LAST = re.compile(  # a section on its side with nothing after it
    r'<w:p><w:pPr>(?:(?!</w:p>).)*<w:pgSz w:orient="landscape"/></w:sectPr></w:pPr></w:p>'
    rf"({_NOTHING}<w:sectPr\b[^>]*?(?:/>|>(?:(?!</w:sectPr>).)*</w:sectPr>)\s*</w:body>)", re.DOTALL
)
_PART = re.compile(r"<w:(?:header|footer)Reference\b[^>]*?/>")
_SIZE = re.compile(r"<w:pgSz\b[^>]*?/>")
_MARGIN = re.compile(r"<w:pgMar\b[^>]*?/>")
_TABLE = re.compile(r"<w:tbl>.*?</w:tbl>", re.DOTALL)
_ROW = re.compile(r"<w:tr(?: [^>]*)?>(?:<w:trPr\s*/>|<w:trPr>(.*?)</w:trPr>)?", re.DOTALL)
_GRID = re.compile(r'<w:gridCol w:w="(\d+)"\s*/>')
_SIDE = 910  # twentieths of a point left and right of a page that lies on its side
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def as_docx(made: Printout, reference: Path | None = None) -> bytes:
    """A document as a Word file on the shipped reference document, or on one of the organisation's."""
    with TemporaryDirectory(prefix="aimsbook-print-") as name:
        folder = Path(name)
        for file, content in made.pictures.items():
            (folder / file).write_bytes(content)
        base = _reference(reference)
        (folder / "reference.docx").write_bytes(base)
        arguments = ["--reference-doc", "reference.docx", "--lua-filter", str(OWN / "filter.lua")]
        return _finished(convert(made.text, "docx", folder, arguments, epoch_of(made)), made)


def _reference(reference: Path | None) -> bytes:
    file = reference or REFERENCE
    try:
        content = file.read_bytes()
    except OSError as fault:
        raise ConfigurationFault(f"the reference document {file}: {fault.strerror or fault}") from None
    if not _is_word(content):
        said = f"the reference document {file} is no Word file (.docx)"
        raise ConfigurationFault(f"{said}; begin with a copy of {REFERENCE}")
    return content


def _is_word(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as file:
            return {_BODY, _STYLES} <= set(file.namelist())
    except zipfile.BadZipFile:
        return False


def _finished(content: bytes, made: Printout) -> bytes:
    """The file with its words in place, its parts in order and none of them dated."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        if old.testzip() is not None:
            raise EnvironmentFault("pandoc made a broken file; nothing was written")
        for name in sorted(old.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            new.writestr(entry, _part(name, old.read(name), made))
    return out.getvalue()


def _part(name: str, content: bytes, made: Printout) -> bytes:
    if name == _BODY:
        return _sections(_ROW.sub(_together, content.decode("utf-8"))).encode()
    if name == _CORE:
        return _properties(made).encode()
    if re.fullmatch(r"word/(?:header|footer)\d*\.xml", name):
        return _worded(content.decode("utf-8"), made).encode()
    return content


def _worded(xml: str, made: Printout) -> str:
    """A header or footer with the words of the document."""
    words = {
        "title": made.title,
        "version": f"Version {made.version}" if made.version else "",
        "classification": f" · {made.classification}" if made.classification else "",
        "as_of": f"dates computed for {made.as_of}",
        "kind": made.kind,
        "organisation": made.author,
    }
    for name, said in words.items():
        xml = xml.replace(f"{{{{{name}}}}}", escape(_UNFIT.sub("", said)))
    return xml


def _properties(made: Printout) -> str:
    day = f"{made.as_of}T00:00:00Z"
    title, author, language = (escape(_UNFIT.sub("", one)) for one in (made.title, made.author, made.language))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>{language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified></cp:coreProperties>'
    )


def _sections(xml: str) -> str:
    """The body with the size, margins, header and footer of the reference in every section, some on their side."""
    xml = _BREAK.sub(r"\1<w:pageBreakBefore/>", xml)
    xml, ends_lying = _LAST.subn(r"\1", xml)
    found = list(_SECTION.finditer(xml))
    if len(found) < 2 and not ends_lying:
        return xml
    last = found[-1][0]
    parts = "".join(_PART.findall(last))
    size = next(iter(_SIZE.findall(last)), '<w:pgSz w:w="11906" w:h="16838"/>')
    margin = next(iter(_MARGIN.findall(last)), '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"/>')
    pieces, start = [], 0
    for one in found:
        ends = one is found[-1]
        lies = bool(ends_lying) if ends else 'w:orient="landscape"' in one[0]
        pieces.append(_fitted(xml[start : one.start()], _width_within(size) if lies else 0))
        pieces.append(one[0] if ends and not lies else _section(parts, size, margin, lies))
        start = one.end()
    return "".join((*pieces, xml[start:]))


def _together(row: re.Match[str]) -> str:
    """A row that stays on one page where it is no higher than that."""
    return f"<w:tr><w:trPr><w:cantSplit/>{row[1] or ''}</w:trPr>"


def _section(parts: str, size: str, margin: str, lies: bool) -> str:
    if lies:
        width, height = _attribute(size, "w"), _attribute(size, "h")
        size = f'<w:pgSz w:w="{height}" w:h="{width}" w:orient="landscape"/>'
        margin = re.sub(r'w:(left|right)="\d+"', rf'w:\1="{_SIDE}"', margin)
    return f'<w:sectPr>{parts}<w:type w:val="nextPage"/>{size}{margin}</w:sectPr>'


def _width_within(size: str) -> int:
    return _attribute(size, "h") - 2 * _SIDE


def _attribute(element: str, name: str) -> int:
    found = re.search(rf'w:{name}="(\d+)"', element)
    return int(found[1]) if found else 0


def _fitted(xml: str, width: int) -> str:
    """Tables of a section as wide as its page, the heads of matrices upright."""
    return _TABLE.sub(lambda found: _fitted_table(found[0], width), xml) if width else xml


def _fitted_table(xml: str, width: int) -> str:
    columns = [int(one) for one in _GRID.findall(xml)]
    if not sum(columns):
        return xml
    wider = iter([round(one * width / sum(columns)) for one in columns])
    xml = _GRID.sub(lambda _: f'<w:gridCol w:w="{next(wider)}" />', xml, count=len(columns))
    return _upright(xml) if '<w:tblStyle w:val="Matrix"' in xml else xml


def _upright(xml: str) -> str:
    """The heads of a matrix, all but the first, turned to read from below."""
    head, end, rest = xml.partition("</w:tr>")
    first, cell, others = head.partition("</w:tc>")
    turned = re.sub(r"<w:tcPr\s*/>|<w:tcPr>(.*?)</w:tcPr>", _turned, others, flags=re.DOTALL)
    return first + cell + turned + end + rest


def _turned(found: re.Match[str]) -> str:
    return f'<w:tcPr>{found[1] or ""}<w:textDirection w:val="btLr"/></w:tcPr>'
