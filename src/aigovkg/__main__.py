"""`python -m aigovkg` is the command line."""

from __future__ import annotations

from aigovkg.cli import main

main()
