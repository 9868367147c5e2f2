"""A small Rhasspy that does no I/O: its services as state machines over Hermes messages.

Each module is one service: `dialogue` (dialogue manager), `ear` (wake word and speech to
text, typed), `nlu` (sentence to intent) and `mouth` (text to speech and speakers).  They
know one another only through Hermes messages, as the real ones do, and `services` passes
the messages round.  Their orders were measured on Rhasspy 2.5; where that behaves oddly,
so do they, because a skill has to live with it:

* a notification ends the session that runs at its site;
* an action without ``canBeEnqueued`` is dropped without a word;
* a session ended while its own opening text is spoken leaves the ear open behind it;
* continuing a session whose ear is still open ends it;
* ``sayFinished`` may come before the audio ends when the speakers are busy.

Two things differ.  No ``playBytes`` is published for what is said, since no audio need
exist; and every site has speakers and an ear of its own.
"""
