"""The same verbs for the browser: pages that show an edge and the sentence that says it, in English and Chinese.

    site.py          what is served: a store, a name, a digest of the content
    browse/          a store → what a page shows, as frozen dataclasses; neither HTML nor HTTP
    links.py         a thing → the address of its page
    words/           what the pages themselves say, one table a module
    rendering.py     what a page shows → HTML, through templates/
    viewing.py       a request → in which language and with which links it is answered
    pages.py, …      routes(site): the pages of one kind
    endpoint.py      /sparql; linked.py: things as data; negotiation.py and replies.py: what both need
    engine.py        questions → answers, in processes (worker.py) that can be killed
    application.py   all routes as one application, with the headers that every answer has

Needs the extra `web`; nothing here is imported before `aigovkg serve` or `publish` asks for it.
"""
