"""Make the Word file whose styles, header and footer printed documents take: python tools/reference_docx.py FILE.

It needs python-docx and runs when the look changes; its result is part of the package. The words in double braces are
replaced when a document is made.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

INK, ACCENT, QUIET = RGBColor(0x1C, 0x27, 0x33), RGBColor(0x1F, 0x4E, 0x79), RGBColor(0x5B, 0x66, 0x70)
LINE, SHADE = "B9C2CA", "EEF2F6"
TONES = {"Good": "1B6B3A", "Weak": "8A5A00", "Bad": "A3211D", "Neutral": "5B6670"}
FONT = "Calibri"


def main(file: str) -> None:
    """Write the file."""
    document = Document()
    _page(document)
    _paragraphs(document)
    _characters(document)
    _tables(document)
    _header(document)
    _footer(document)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "", ""
    properties.created = properties.modified = datetime(2026, 1, 1, tzinfo=UTC)
    document.save(file)


def _page(document: DocumentType) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    section.top_margin, section.bottom_margin = Mm(28), Mm(24)
    section.header_distance = section.footer_distance = Mm(12)


def _style(document: DocumentType, name: str, base: str | None = None) -> ParagraphStyle:
    styles = document.styles
    found = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if base:
        found.base_style = styles[base]
    found.quick_style = True
    return found


def _set(style: ParagraphStyle, size: float, before: float = 0, after: float = 0, **looks: object) -> ParagraphStyle:
    style.font.name, style.font.size = FONT, Pt(size)
    properties = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    for name in list(fonts.attrib):
        if "heme" in name:
            del fonts.attrib[name]
    fonts.set(qn("w:cs"), FONT)
    style.font.color.rgb = looks.get("colour", INK)
    style.font.bold, style.font.italic = bool(looks.get("bold")), bool(looks.get("italic"))
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing = looks.get("spacing", 1.08)
    layout.keep_with_next = bool(looks.get("keep"))
    return style


def _paragraphs(document: DocumentType) -> None:
    _set(_style(document, "Normal"), 10.5)
    for name, base in (("Body Text", "Normal"), ("First Paragraph", "Body Text"), ("Compact", "Body Text")):
        _set(_style(document, name, base), 10.5, 0, 2 if name == "Compact" else 6)
    for level, size in enumerate((16, 13, 11.5, 10.5, 10.5), 1):
        heading = _set(_style(document, f"Heading {level}"), size, 16 if level < 3 else 10, 5, colour=ACCENT,
                       bold=True, keep=True)  # fmt: skip
        heading.paragraph_format.tab_stops.add_tab_stop(Mm(12 if level < 3 else 15))
    _set(_style(document, "Title"), 28, 90, 4, colour=ACCENT, bold=True)
    borders = document.styles["Title"].element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    _set(_style(document, "Subtitle"), 14, 0, 18, colour=QUIET)
    _set(_style(document, "Block Text", "Body Text"), 10.5, 4, 6, colour=QUIET).paragraph_format.left_indent = Mm(6)
    _set(_style(document, "Definition", "Body Text"), 10.5, 0, 6).paragraph_format.left_indent = Mm(6)
    _set(_style(document, "Footnote Text"), 8.5, 0, 2)
    _set(_style(document, "Source Code"), 8.5, 4, 6).font.name = "Consolas"
    _shaded(document.styles["Source Code"].element, SHADE)
    _set(_style(document, "TOC Heading"), 16, 0, 8, colour=ACCENT, bold=True).paragraph_format.page_break_before = True
    for level in (1, 2, 3):
        entry = _set(_style(document, f"TOC {level}"), 10.5, 4 if level == 1 else 0, 1, bold=level == 1)
        entry.paragraph_format.left_indent = Mm(6 * (level - 1))
        entry.paragraph_format.tab_stops.add_tab_stop(Mm(162), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    _set(_style(document, "Page Break"), 2, spacing=1)
    _set(_style(document, "Table Caption"), 9.5, 10, 4, colour=ACCENT, bold=True, keep=True)
    _set(_style(document, "Table Gap"), 6, spacing=1)
    for name, size, bold in (("Table Text", 9, False), ("Table Head", 9, True), ("Table Text Small", 7, False),
                             ("Table Head Small", 7, True)):  # fmt: skip
        _set(_style(document, name), size, 1, 1, bold=bold, spacing=1, keep=bold)
    _set(_style(document, "Header"), 8.5, colour=QUIET)
    _set(_style(document, "Footer"), 8.5, colour=QUIET)
    for name, bold in (("Box", False), ("Box Title", True)):
        box = _set(_style(document, name), 10.5, 0, 0, bold=bold, keep=bold)
        box.paragraph_format.left_indent = Mm(4)
        _shaded(box.element, SHADE)
        _barred(box.element)


def _shaded(element: object, fill: str) -> None:
    element.get_or_add_pPr().append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{fill}"/>'))


def _barred(element: object) -> None:
    border = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="8" w:color="1F4E79"/></w:pBdr>'
    properties = element.get_or_add_pPr()
    properties.insert_element_before(parse_xml(border), "w:shd", "w:tabs", "w:spacing", "w:ind")


def _characters(document: DocumentType) -> None:
    styles = document.styles
    for name, colour in TONES.items():
        styles.add_style(f"State {name}", WD_STYLE_TYPE.CHARACTER).font.color.rgb = RGBColor.from_string(colour)
    styles.add_style("Section Number", WD_STYLE_TYPE.CHARACTER)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = ACCENT, False
    for name, size in (("Verbatim Char", 9.5), ("Table Code", 8), ("Table Code Small", 6), ("Heading Code", None)):
        code = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)  # its letters look larger than those of the words
        code.font.name, code.font.size = "Consolas", Pt(size) if size else None
    styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER).font.superscript = True


_TABLE = """
<w:style {ns} w:type="table" w:customStyle="1" w:styleId="{id}"><w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:color="1F4E79"/>
<w:bottom w:val="single" w:sz="4" w:color="{line}"/><w:insideH w:val="single" w:sz="4" w:color="{line}"/>{inside}
</w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>
{first}</w:style>
"""
_FIRST = """
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="8" w:color="1F4E79"/></w:tcBorders>
<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/></w:tcPr></w:tblStylePr>
"""


def _tables(document: DocumentType) -> None:
    upright = f'<w:insideV w:val="single" w:sz="4" w:color="{LINE}"/>'
    for name, inside, first in (("Table", "", True), ("Facts", "", False), ("Matrix", upright, True)):
        head = _FIRST.format(shade=SHADE) if first else ""
        style = _TABLE.format(ns=nsdecls("w"), id=name, name=name, line=LINE, inside=inside, first=head)
        document.styles.element.append(parse_xml(style))


def _header(document: DocumentType) -> None:
    left, right = _sides(document.sections[0].header, "bottom")
    left.add_run("{{title}}")
    right.add_run("{{version}}{{classification}}")


def _footer(document: DocumentType) -> None:
    left, right = _sides(document.sections[0].footer, "top")
    left.add_run("Printed copies are uncontrolled · {{as_of}}")
    right.add_run("Page ")
    _field(right, "PAGE")
    right.add_run(" of ")
    _field(right, "NUMPAGES")


def _sides(part: object, ruled: str) -> tuple[object, object]:
    """Words on the left and on the right of a page, however wide it is: a table of two cells with a line."""
    table = part.add_table(1, 2, Mm(162))
    table.alignment = None
    properties = table._tbl.tblPr
    for one in list(properties):
        properties.remove(one)
    properties.append(parse_xml(f'<w:tblW {nsdecls("w")} w:w="5000" w:type="pct"/>'))
    line = f'<w:{ruled} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>'
    properties.append(parse_xml(f'<w:tblBorders {nsdecls("w")}>{line}</w:tblBorders>'))
    for column, share in zip(table.columns, (110, 52), strict=True):
        column.width = Mm(share)
    for cell, share in zip(table.rows[0].cells, ("3400", "1600"), strict=True):
        width = cell._tc.get_or_add_tcPr().get_or_add_tcW()
        width.set(qn("w:type"), "pct")
        width.set(qn("w:w"), share)
    last = part.paragraphs[0]
    part._element.append(last._p)  # a header ends with a paragraph
    for one in (last, *(cell.paragraphs[0] for cell in table.rows[0].cells)):
        one.style = part.paragraphs[0].style
    table.cell(0, 1).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    return table.cell(0, 0).paragraphs[0], table.cell(0, 1).paragraphs[0]


def _field(paragraph: object, code: str) -> None:
    for kind, words in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(words if kind == "text" else "")
        if kind == "":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            run._r.append(instruction)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


if __name__ == "__main__":
    main(sys.argv[1])
