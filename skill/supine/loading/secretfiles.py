"""Which files hold secrets, and which of them anybody on this machine could read."""

import re
import stat
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, SecretStr

from supine.errors import Fault, FaultsError
from supine.loading.settings import Config
from supine.loading.yamlfile import survey_yaml

RULE = "secret-exposed"

_STRANGERS = stat.S_IRWXO
_PASSWORD_IN_URL = re.compile(r"://[^/@]*:[^/@]+@")


def exposed_secrets(config: Config, file: Path | str | None) -> list[Fault]:
    """Return a fault for each file that holds a secret and that others may read.

    They are worth a warning, no more: supine works all the same.

    Args:
        config: The settings, as loaded.
        file: The configuration file itself; None when there is none.
    """
    return [
        Fault(str(path), 0, 0, f"everybody on this machine can read {what}: {mend(path)}", RULE)
        for path, what in secret_files(config, None if file is None else Path(file))
        if is_exposed(path)
    ]


def secret_files(config: Config, file: Path | None) -> Iterator[tuple[Path, str]]:
    """Yield the files that hold a secret, each with what it holds.

    Args:
        config: The settings, as loaded.
        file: The configuration file itself; None when there is none.
    """
    if config.mqtt.password_file is not None:
        yield config.mqtt.password_file, "the MQTT password"
    if config.mqtt.tls.key_file is not None:
        yield config.mqtt.tls.key_file, "the TLS key"
    if file is not None and (inside := list(_written(config, file))):
        yield file, f"{' and '.join(f'`{name}`' for name in inside)} in it"


def is_exposed(file: Path) -> bool:
    """Return whether a file is open to everybody on this machine; one that is gone is not."""
    try:
        return bool(file.stat().st_mode & _STRANGERS)
    except OSError:
        return False


def mend(file: Path) -> str:
    """Return the command that keeps a file from strangers."""
    return f"chmod o-rwx {file}"


def _written(config: Config, file: Path) -> Iterator[str]:
    """Yield the secrets that stand in the file itself, as ``mqtt.password``.

    What counts is what is written there, though the environment may say something else.
    """
    try:
        data = survey_yaml(file, allow_empty=True).data
    except FaultsError:
        return  # it was read before, and is gone by now
    for path in _secrets(config, ()):
        value = data
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        # An address is no secret, a password in it is.
        if value and (path[-1] != "url" or _PASSWORD_IN_URL.search(str(value))):
            yield ".".join(path)


def _secrets(settings: BaseModel, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the place of every setting that holds a secret."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            yield from _secrets(value, (*path, name))
        elif isinstance(value, SecretStr):
            yield (*path, name)
