"""A graph → the explorer as a folder of files, for any web server or none: `aigovkg publish`.

The pages are those that `serve` shows: the application itself is asked for each, with other links, and what its pages link to is
asked for in turn until nothing new is linked. Search and SPARQL run in the page; what they need lies beside as scripts.
"""

from aigovkg.web.publishing.writing import Summary, publish

__all__ = ["Summary", "publish"]
