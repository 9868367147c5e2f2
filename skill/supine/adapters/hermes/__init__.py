"""The voice over Hermes: a pure codec, a pure state machine for each site, and their sum."""
