"""The voice over Hermes, without I/O: bytes and time in, bytes and events out.

``codec`` (with ``fields`` and ``messages``) reads and writes the wire, ``text`` makes texts
fit for a speech engine.  At each site ``floor`` knows who is talking, ``lines`` what is
being said and ``waiting`` what is still to be said; ``dialogues`` answers and asks, and
``site`` puts them together.  ``voice`` is the sum of all sites.
"""
