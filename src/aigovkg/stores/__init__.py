"""To and from triple stores elsewhere, by the SPARQL 1.1 Protocol and the Graph Store Protocol.

`presets` (what each store answers to) → `http` (requests with credentials, retries, one clear error each) → `endpoint` (queries,
counts) → `loading` (chunks, resumed and verified).
"""

from __future__ import annotations

from aigovkg.stores.endpoint import Endpoint, connect
from aigovkg.stores.loading import Loaded, load
from aigovkg.stores.presets import PRESETS

__all__ = ["PRESETS", "Endpoint", "Loaded", "connect", "load"]
