"""Load ``supine.yaml`` with what the environment overrides, or say what is wrong with it.

A setting's variable is its keys in capitals, two underscores between them:
``SUPINE_MQTT__HOST`` is ``mqtt: {host: ...}``.  Lists are written with commas.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic import SecretStr, ValidationError

from supine.errors import Fault
from supine.loading.configreminders import site_problems
from supine.loading.document import Document, KeyPath
from supine.loading.scalars import resolve
from supine.loading.schema import FileModel, Problem, problems, suggestion
from supine.loading.settings import Config
from supine.loading.sounds import SoundError, measure_track
from supine.loading.statefolder import DATABASE, state_folder
from supine.loading.yamlerrors import show
from supine.loading.yamlfile import survey_yaml

PREFIX = "SUPINE_"

_SECRET_MAX = 4096  # bytes of a password file
_SQLITE = re.compile(r"(sqlite(?:\+\w+)?:///)(?!/|:memory:|file:)([^?]+)(.*)")


class Override(NamedTuple):
    """A setting from the environment."""

    variable: str
    path: KeyPath
    value: object


def load_config(path: Path | str | None, environ: Mapping[str, str]) -> Config:
    """Return the settings of a file, those of the environment put over them.

    Relative paths are taken from the file's folder, and without a file from where we are.

    Args:
        path: The file; None for the defaults.
        environ: The environment's variables.

    Raises:
        FaultsError: The file or a variable is wrong; every fault that was found.
    """
    if path is None:
        return check_config(Document("the settings", {}), None, environ)
    document = survey_yaml(Path(path), allow_empty=True)
    return check_config(document, Path(path).parent, environ)


def check_config(
    document: Document, folder: Path | None, environ: Mapping[str, str] | None = None
) -> Config:
    """Return the settings of a document.

    Args:
        document: What was read.
        folder: Where its relative paths begin; None when there is no file, which is here.
        environ: The environment's variables.

    Raises:
        FaultsError: Something is wrong with it; every fault that was found.
    """
    overrides, faults = _overrides(environ or {})
    data = document.data
    for override in overrides:
        data = _with(data, override.path, override.value)
    found: list[Problem] = []
    config = None
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        found = problems(error, Config)
    found += _cross_problems(data)
    if config is not None:
        given = "url" in config.store.model_fields_set
        config, missing = _anchored(config, folder or Path())
        config, without = _with_packs(config, folder)
        missing += without
        if not given:
            config = _kept_in(state_folder(folder, environ or {}), config)
        found += [*missing, *site_problems(config)]
    document.refuse([*faults, *(_fault(each, document, overrides) for each in found)])
    assert config is not None  # noqa: S101 - it has no faults
    return config


def _fault(problem: Problem, document: Document, overrides: list[Override]) -> Fault:
    for override in overrides:
        if problem.path[: len(override.path)] == override.path:
            return Fault(override.variable, 0, 0, problem.text, problem.rule)
    return document.fault(problem.path, problem.text, problem.rule, at_key=problem.at_key)


# ---- the environment -------------------------------------------------------------------------


def _overrides(environ: Mapping[str, str]) -> tuple[list[Override], list[Fault]]:
    settings = {variable_of(path): (path, kind) for path, kind in _settings(Config, ())}
    # One underscore where there should be two is the likeliest slip.
    slips = {name.replace("__", "_"): name for name in settings}
    overrides, faults = [], []
    for name in sorted(name for name in environ if name.startswith(PREFIX)):
        if name in settings:
            path, kind = settings[name]
            overrides.append(Override(name, path, _read(environ[name], kind)))
        elif "__" in name or name in slips:
            near = slips.get(name.replace("__", "_"))
            did_you_mean = f"; did you mean {show(near)}?" if near else suggestion(name, settings)
            problem = f"there is no such setting{did_you_mean}"
            faults.append(Fault(name, 0, 0, problem, "unknown-key"))
    return overrides, faults


def variable_of(path: KeyPath) -> str:
    """Return the name of the variable that overrides a setting."""
    return PREFIX + "__".join(str(part).upper() for part in path)


def _settings(model: type[FileModel], path: KeyPath) -> Iterator[tuple[KeyPath, object]]:
    """Yield every setting's path and the annotation of its value."""
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, FileModel):
            yield from _settings(field.annotation, here)
        else:
            yield here, field.annotation


def _read(text: str, kind: object) -> object:
    """Return a variable's text as the value that its setting takes."""
    if "list[" in str(kind):
        return [part.strip() for part in text.split(",") if part.strip()]
    if kind in (int, float, bool):
        return resolve(text)
    return None if not text and type(None) in get_args(kind) else text


def _with(data: object, path: KeyPath, value: object) -> object:
    """Return ``data`` with ``value`` at ``path``; what is no mapping stays as it is."""
    if not path:
        return value
    if data is not None and not isinstance(data, dict):
        return data
    values: dict[Any, object] = dict(data or {})
    values[path[0]] = _with(values.get(path[0]), path[1:], value)
    return values


# ---- what belongs together -------------------------------------------------------------------


def _cross_problems(data: object) -> Iterator[Problem]:
    mqtt = _mapping(data, "mqtt")
    if _given(mqtt, "password") and _given(mqtt, "password_file"):
        problem = "give either `password` or `password_file`, not both"
        yield Problem(("mqtt", "password_file"), "wrong-value", problem, at_key=True)
    for key in ("password", "password_file"):
        if _given(mqtt, key) and not _given(mqtt, "username"):
            problem = f"`{key}` needs a `username` beside it: MQTT knows no password without one"
            yield Problem(("mqtt", key), "missing-key", problem, at_key=True)
    tls = _mapping(mqtt, "tls")
    for key, other in (("cert_file", "key_file"), ("key_file", "cert_file")):
        if _given(tls, key) and not _given(tls, other):
            problem = f"`{key}` needs a `{other}` beside it"
            yield Problem(("mqtt", "tls", key), "missing-key", problem, at_key=True)


def _mapping(data: object, key: str) -> dict[str, Any]:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def _given(data: dict[str, Any], key: str) -> bool:
    return data.get(key) is not None


# ---- paths -----------------------------------------------------------------------------------


def _anchored(config: Config, folder: Path) -> tuple[Config, list[Problem]]:
    """Return the settings with whole paths and the password, and what is not there."""
    found: list[Problem] = []
    tls = config.mqtt.tls
    files = {}
    for key in ("ca_file", "cert_file", "key_file"):
        if (given := getattr(tls, key)) is not None:
            files[key] = _whole(given, folder)
            if not files[key].is_file():
                found.append(_absent(("mqtt", "tls", key), "file", given))
    folders = [_whole(given, folder) for given in config.routines]
    for n, (given, whole) in enumerate(zip(config.routines, folders, strict=True)):
        if not whole.is_dir():
            found.append(_absent(("routines", n), "folder", given))
    mqtt: dict[str, Any] = {"tls": tls.model_copy(update=files)}
    if config.mqtt.password_file is not None:
        mqtt["password_file"] = _whole(config.mqtt.password_file, folder)
        try:
            mqtt["password"] = _password(mqtt["password_file"])
        except ValueError as exc:
            found.append(Problem(("mqtt", "password_file"), "unreadable", str(exc)))
    background, silent = _with_track(config, folder)
    found += silent
    health = config.health.file and _whole(config.health.file, folder)
    url = SecretStr(_whole_url(config.store.url.get_secret_value(), folder))
    changed = {
        "mqtt": config.mqtt.model_copy(update=mqtt),
        "routines": folders,
        "store": config.store.model_copy(update={"url": url}),
        "sound": config.sound.model_copy(update={"background": background}),
        "health": config.health.model_copy(update={"file": health}),
    }
    return config.model_copy(update=changed), found


def _with_track(config: Config, folder: Path) -> tuple[Path | None, list[Problem]]:
    """Return the file of the background, and what is wrong with it."""
    if config.sound.background is None:
        return None, []
    background = _whole(config.sound.background, folder)
    try:
        measure_track(background)
    except SoundError as error:
        return None, [Problem(("sound", "background"), error.rule, str(error))]
    return background, []


def _with_packs(config: Config, folder: Path | None) -> tuple[Config, list[Problem]]:
    """Return the settings with the folder of packs, if there is one.

    Only a folder that somebody has named must be there; where no settings file is read, a
    folder that happens to be called like that is somebody else's.
    """
    given, named = config.plugins.folder, "folder" in config.plugins.model_fields_set
    whole = None if given is None else _whole(given, folder or Path())
    there = whole is not None and whole.is_dir()
    absent = [] if there or given is None else [_absent(("plugins", "folder"), "folder", given)]
    kept = whole if there and (named or folder is not None) else None
    plugins = config.plugins.model_copy(update={"folder": kept})
    if not named:
        plugins.model_fields_set.discard("folder")  # nobody has said where
    return config.model_copy(update={"plugins": plugins}), absent if named else []


def _kept_in(folder: Path, config: Config) -> Config:
    """Return the settings with the database in a folder."""
    whole = folder if folder == Path() else folder.absolute()
    url = SecretStr(f"sqlite:///{whole / DATABASE}")
    return config.model_copy(update={"store": config.store.model_copy(update={"url": url})})


def _whole(path: Path, folder: Path) -> Path:
    if path.parts[:1] == ("~",):
        path = Path.home().joinpath(*path.parts[1:])
    return folder / path


def _absent(path: KeyPath, kind: str, given: Path) -> Problem:
    return Problem(path, "unreadable", f"there is no {kind} {show(given)}")


def _password(file: Path) -> SecretStr:
    """Return the first line of a password file.

    Raises:
        ValueError: It cannot be read, or holds none; the message says so.
    """
    try:
        if not file.is_file():
            raise ValueError("there is no such password file")
        with file.open("rb") as stream:
            content = stream.read(_SECRET_MAX)
    except OSError as exc:
        raise ValueError(f"the password file cannot be read: {exc.strerror}") from None
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise ValueError("the password file is not UTF-8 text") from None
    if not lines or not lines[0]:
        raise ValueError("the password file is empty")
    return SecretStr(lines[0])


def _whole_url(url: str, folder: Path) -> str:
    match = _SQLITE.fullmatch(url)
    if match is None or folder == Path():
        return url
    return f"{match[1]}{(folder / match[2]).absolute()}{match[3]}"
