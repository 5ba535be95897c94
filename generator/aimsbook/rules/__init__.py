"""Every rule that a diagnostic can name, one module each; its docstring is what readers are told of it."""
