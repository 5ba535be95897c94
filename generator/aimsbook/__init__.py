"""Document-centric knowledge base for AI management systems: records and manual become a checked, cross-linked site."""

from aimsbook.dossier import Dossier, compile_dossier

__all__ = ["Dossier", "compile_dossier"]
__version__ = "0.3.0"
