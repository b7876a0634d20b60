"""aigovkg: a knowledge graph of AI-governance instruments in which every fact points at the words that say so.

>>> from aigovkg import build
>>> kg = build("examples/laip-sample.txt")
>>> kg.write("graph.ttl")
"""

from __future__ import annotations

from aigovkg.coverage import Coverage
from aigovkg.errors import (
    AigovkgError,
    GraphError,
    InputError,
    NonconformingError,
    OntologyError,
    OutputError,
    QueryError,
    StoreError,
)
from aigovkg.evaluation import Evaluation, evaluate
from aigovkg.explanation import Explanation
from aigovkg.knowledge_graph import KnowledgeGraph, export, load
from aigovkg.model import Candidate, Claim, Entity, Evidence, Issue, Kind, Passage, Proposal, Report
from aigovkg.pipeline import build, build_into, check_catalogue
from aigovkg.queries import Table
from aigovkg.questions import Question, questions

__all__ = [
    "AigovkgError",
    "Candidate",
    "Claim",
    "Coverage",
    "Entity",
    "Evaluation",
    "Evidence",
    "Explanation",
    "GraphError",
    "InputError",
    "Issue",
    "Kind",
    "KnowledgeGraph",
    "NonconformingError",
    "OntologyError",
    "OutputError",
    "Passage",
    "Proposal",
    "QueryError",
    "Question",
    "Report",
    "StoreError",
    "Table",
    "build",
    "build_into",
    "check_catalogue",
    "evaluate",
    "export",
    "load",
    "questions",
]
