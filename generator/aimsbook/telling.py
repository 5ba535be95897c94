"""Proof as a profile lets it be told: without the days and periods that would give a withheld field away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aimsbook.proof import MISSING, NEXT, OVERTAKEN, Piece, ProofRules, Proofs, Slot


def as_told(proofs: Proofs, rules: ProofRules) -> Proofs:
    """Proof without days and periods that would tell a withheld field; its states are those of the whole."""
    pieces = {name: _told_piece(one, rules.evidence) for name, one in proofs.pieces.items()}
    controls = {
        name: replace(proof, slots=tuple(_told_slot(one, proof.record.hidden, pieces, rules) for one in proof.slots))
        for name, proof in proofs.controls.items()
    }
    days = {one.type: one.day for one in rules.confirmation.tables}
    confirmed = {
        name: replace(one, day=None, until=None) if days.get(one.record.type) in one.record.hidden else one
        for name, one in proofs.confirmed.items()
    }
    return Proofs(pieces, controls, confirmed)


def _told_piece(piece: Piece, names: Mapping[str, Any]) -> Piece:
    hidden = piece.record.hidden
    if names["collected"] in hidden:
        piece = replace(piece, day=None)
    if OVERTAKEN in hidden:
        piece = replace(piece, overtaken=None)
    return replace(piece, until=None, lasts={}) if names["until"] in hidden else piece


def _told_slot(slot: Slot, hidden: frozenset[str], pieces: Mapping[str, Piece], rules: ProofRules) -> Slot:
    piece = pieces[slot.piece.record.id] if slot.piece else None
    if piece and rules.evidence["until"] in piece.record.hidden:
        slot = replace(slot, until=None)
    if NEXT in hidden:
        slot = replace(slot, turns=())
    if MISSING in hidden:
        slot = replace(slot, periods=(), missing=())
    return replace(slot, piece=piece)
