"""The whole skill on this machine, with a typed satellite in place of Rhasspy."""
