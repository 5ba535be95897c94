"""Every panel that a record's page may have beside its fields and links, one module each.

A module has `PLACE` (below 50: above the fields; else: below the links) and
`panel(record, presenter, root) -> Panel | Iterable[Panel] | None`.
"""
