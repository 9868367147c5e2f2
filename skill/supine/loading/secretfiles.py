"""Which files with secrets in them anybody on this machine could read."""

import stat
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, SecretStr

from supine.errors import Fault
from supine.loading.settings import Config

RULE = "secret-exposed"


def exposed_secrets(config: Config, file: Path | str | None) -> list[Fault]:
    """Return a fault for each file that holds a secret and that others may read.

    They are worth a warning, no more: supine works all the same.

    Args:
        config: The settings, as loaded.
        file: The configuration file itself; None when there is none.
    """
    return [
        Fault(str(path), 0, 0, f"everybody on this machine can read {what}: {_mend(path)}", RULE)
        for path, what in _secret_files(config, None if file is None else Path(file))
        if _others_may_read(path)
    ]


def _mend(path: Path) -> str:
    return f"chmod o-rwx {path}"


def _secret_files(config: Config, file: Path | None) -> Iterator[tuple[Path, str]]:
    if config.mqtt.password_file is not None:
        yield config.mqtt.password_file, "the MQTT password"
    if config.mqtt.tls.key_file is not None:
        yield config.mqtt.tls.key_file, "the TLS key"
    if file is None:
        return
    # A secret may have come from the environment: then it is in no file.
    text = _text(file)
    inside = [name for name, secret in _secrets(config, "") if secret in text]
    if inside:
        yield file, f"{' and '.join(f'`{name}`' for name in inside)} in it"


def _secrets(settings: BaseModel, path: str) -> Iterator[tuple[str, str]]:
    """Yield every setting that holds a secret, as ``mqtt.password``, with the secret."""
    for name in type(settings).model_fields:
        value = getattr(settings, name)
        if isinstance(value, BaseModel):
            yield from _secrets(value, f"{path}{name}.")
        elif isinstance(value, SecretStr):
            secret = value.get_secret_value()
            if secret and (name != "url" or "@" in secret):  # an address is none, a password is
                yield f"{path}{name}", secret


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _others_may_read(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & stat.S_IROTH)
    except OSError:
        return False
