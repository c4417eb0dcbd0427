"""`python -m hansei` is the command `hansei`."""

from hansei.cli import main

main()
