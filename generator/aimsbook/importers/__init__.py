"""Every importer, one module each: `import_file` reads a foreign file into an `Imported`, `write` puts that into a folder."""
