"""Exporters, one module each: what leaves the house in another form than the site.

A module puts up `EXPORTER`, an `exporting.Exporter`; the command, its help and the audit pack find it here.
"""
