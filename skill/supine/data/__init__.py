"""Find the routines and sentence templates that supine ships.

A wheel carries both folders beside this file.  A checkout keeps them at the top of the
repository, so that somebody who writes routines never has to open the source tree.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from supine.errors import DataMissingError

_CHECKOUT = Path(__file__).resolve().parents[3]


def shipped(folder: Literal["routines", "intents"]) -> Traversable:
    """Return the packaged folder, or the checkout's own when there is no wheel.

    Raises:
        DataMissingError: Neither place has it: the installation is incomplete.
    """
    packaged = files("supine.data") / folder
    if packaged.is_dir():
        return packaged
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / folder).is_dir():
        return _CHECKOUT / folder
    raise DataMissingError(folder)
