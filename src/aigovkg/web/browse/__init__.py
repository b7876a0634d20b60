"""A store → what each page shows, as frozen dataclasses. A page reads only what it shows; nothing here knows HTML or HTTP."""
