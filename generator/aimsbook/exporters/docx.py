"""A document for Word: the manual, a document under control, a list, a dossier or a trail."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.compose import Edition
from aimsbook.exporting import Exporter, packed_documents
from aimsbook.printing import printout, refusal, topics
from aimsbook.site import Asset
from aimsbook.wordfile import as_docx


def make(edition: Edition, topic: str) -> Iterator[Asset]:
    """Yield the document."""
    made = printout(edition, topic)
    yield Asset(f"{topic.replace(':', '--')}.docx", as_docx(made, edition.book.project.reference_docx))


EXPORTER = Exporter(
    "docx", "The manual, a document under control, a list, the dossier of an AI system or a trail, for Word.", make,
    topics=topics, refuses=refusal,
    examples=(
        "aimsbook export docx manual -o manual.docx",
        "aimsbook export docx POL-AI -o ai-policy.docx",
        "aimsbook export docx soa --reference house.docx -o statement.docx",
        "aimsbook export docx trail:iso42001:A.6.2.4 -o trail.docx",
    ),
    packed=packed_documents("docx"), styled=True,
)  # fmt: skip
