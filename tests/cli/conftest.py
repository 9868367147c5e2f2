from collections import namedtuple

import pytest

from supine.cli.main import run_command

Ran = namedtuple("Ran", "code out err")


@pytest.fixture
def supine(capsys):
    """Run the command line in this process: ``supine("rehearse", "back-release")``."""

    def run(*arguments):
        code = run_command([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
