"""Lets `python -m aimsbook` be the command."""

from aimsbook.cli import main

main()
