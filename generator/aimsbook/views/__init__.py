"""Every live view, one module each: what it shows, its options, and `define`, which makes it ready to be shown."""
