"""Sounds beside words: a chime that is made here, and a track that is read in pieces."""
