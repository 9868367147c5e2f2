"""``python -m supine``."""

from supine.cli.main import main

main()
