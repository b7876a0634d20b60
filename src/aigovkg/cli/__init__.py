"""The same verbs for the shell. Results go to stdout, everything else to stderr.

Exit codes: 0 conforms · 1 built or read, but something does not conform or was set aside · 2 could not run.

A module holds the verbs of one kind: `building`, `judging`, `asking`, `analysing`, `explaining`, `exporting`,
`loading`, `measuring`, `publishing`, `reasoning`, `serving`; what they share in printing is in `shown`.
"""

# Importing a module of verbs gives them to the app, in the order of `aigovkg --help`.
from aigovkg.cli import building, judging, asking, analysing, explaining, reasoning, exporting, loading, measuring  # isort: skip
from aigovkg.cli import serving, publishing  # isort: skip
from aigovkg.cli.app import app, main

__all__ = [
    "analysing",
    "app",
    "asking",
    "building",
    "explaining",
    "exporting",
    "judging",
    "loading",
    "main",
    "measuring",
    "publishing",
    "reasoning",
    "serving",
]
