"""A graph → tables for other programs, and a package for publication.

`sheets` says what the tables hold, `files` writes them (CSV, CSV for Neo4j, Parquet), `crate` writes an RO-Crate.
"""

from aigovkg.exports.crate import Publication, publish
from aigovkg.exports.files import FORMS, write_tables
from aigovkg.exports.sheets import Sheet, sheets

__all__ = ["FORMS", "Publication", "Sheet", "publish", "sheets", "write_tables"]
