"""Every set of facts that is computed about records and never written, one module each.

A module has `facts(case)`, which yields the id of a record, the name of a fact that its type declares under `facts`,
and the value; modules run in the order of their names.
"""
