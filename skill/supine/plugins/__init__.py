"""What others bring: found, staged, checked, and called at arm's length.

`supine.plugins.api` is all that an author needs.
"""
