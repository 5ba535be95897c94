"""Every command, one module each: `command` is what the command line offers under its name."""
