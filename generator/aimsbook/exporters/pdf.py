"""A document as PDF: the manual, a document under control, a list, a dossier or a trail."""

from __future__ import annotations

from collections.abc import Iterator

from aimsbook.compose import Edition
from aimsbook.exporting import Exporter, packed_documents
from aimsbook.printing import printout, refusal, topics
from aimsbook.site import Asset
from aimsbook.typesetting import as_pdf


def make(edition: Edition, topic: str) -> Iterator[Asset]:
    """Yield the document."""
    yield Asset(f"{topic.replace(':', '--')}.pdf", as_pdf(printout(edition, topic)))


EXPORTER = Exporter(
    "pdf", "The manual, a document under control, a list, the dossier of an AI system or a trail, to print.", make,
    topics=topics, refuses=refusal,
    examples=(
        "aimsbook export pdf manual -o manual.pdf",
        "aimsbook export pdf soa -o statement-of-applicability.pdf",
        "aimsbook export pdf SYS-LOAN-SCORING -o dossier.pdf",
    ),
    packed=packed_documents("pdf"),
)  # fmt: skip
