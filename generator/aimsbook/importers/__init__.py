"""Every importer, one module each: `import_file` reads a foreign file, `write` puts what it became into a folder."""
