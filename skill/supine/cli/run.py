"""``supine run``: the service."""

import gc
import logging
import os
import select
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from supine.adapters.heartbeat import Heartbeat
    from supine.adapters.store.opening import Opener
    from supine.app import Skill
    from supine.clock import Clock
    from supine.loading.library import Library
    from supine.loading.settings import Config

NAME = "run"

OPENS_WITHIN_S = 6.0
"""How long the start waits for the store: a lock is waited for by the store for five seconds.
After that supine serves without, and takes the store up when it can be opened."""

_LOOKS_EVERY_S = 0.1

GARBAGE_AFTER = 10_000
"""Lists, mappings and the like that are made before the young ones are looked through: at most
some two megabytes of garbage."""

_LOGGER = logging.getLogger(__name__)


def command(
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml; default: all defaults.")
    ] = None,
) -> int:
    """Serve every site until stopped (Ctrl-C, or SIGTERM).

    Example: supine run -c supine.yaml
    """
    over = _told_to_stop()
    gc.disable()  # until all is there that stays: nearly nothing of it is garbage
    from supine.app import Skill
    from supine.cli.library import read_config, read_household
    from supine.cli.logs import set_up_logs
    from supine.clock import SystemClock
    from supine.plugins.reloading import Reloader

    settings = read_config(config)
    set_up_logs(settings.log.level, settings.log.format)
    household = read_household(settings)
    plugins = household.taken.plugins
    plugins.log()
    _check(settings, plugins.library, config)
    clock = SystemClock()
    opener = _opener(settings, clock)
    opener.start()
    _wait_for(opener, over)
    skill = Skill(settings, plugins.library, clock, opener.take(), plugins=plugins)
    heartbeat = _heartbeat(settings, skill)
    packs = _packs_that_may_come(settings, config)
    reloader = Reloader(household, clock, skill.renew, packs=packs)
    skill.start()
    opener.hand_to(skill.take_up)
    heartbeat.start()
    reloader.start()
    _settle()
    os.read(over, 1)
    _LOGGER.info("stopping")
    heartbeat.stop()
    reloader.stop(0)
    opener.stop()
    skill.stop()
    return 0


def _told_to_stop() -> int:
    """Return the end of a pipe from which something can be read after SIGINT or SIGTERM.

    It comes first of all: as a container's first process one is not ended by a signal that
    one does not handle.  Waiting for an event that a handler sets may last for ever: handlers
    run on this thread between two steps, so a second signal locks itself out of the event,
    and one that comes just before the waiting begins wakes nobody.
    """
    over, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    return over


def _settle() -> None:
    """Look for garbage from now on, but seldom, and not among what was made at the start.

    That stays, and to look through all of it would hold up everything for some 50 ms.  So would,
    with thousands of practices, Python's usual haste: a look through all that is young after every
    700 things made, and through all of it after every hundredth of those.
    """
    gc.freeze()
    gc.set_threshold(GARBAGE_AFTER, *gc.get_threshold()[1:])
    gc.enable()


def _check(settings: "Config", library: "Library", file: str | None) -> None:
    """Refuse what cannot work, and tell of what is better mended."""
    from supine.linting.wiring import check_wiring
    from supine.loading.configreminders import check_reminders
    from supine.loading.secretfiles import exposed_secrets

    check_wiring(settings, library, file)
    check_reminders(settings, library, file)
    for fault in library.faults:
        _LOGGER.warning("left out: %s", fault)
    for fault in exposed_secrets(settings, file):
        _LOGGER.warning("%s", fault)


def _opener(settings: "Config", clock: "Clock") -> "Opener":
    from supine.adapters.store import open_store
    from supine.adapters.store.opening import Opener

    return Opener(lambda: open_store(settings.store.url.get_secret_value(), clock.wall))


def _wait_for(opener: "Opener", over: int) -> None:
    """Wait until the store was tried once, but not when somebody wants us to leave."""
    for _ in range(round(OPENS_WITHIN_S / _LOOKS_EVERY_S)):
        if opener.tried(_LOOKS_EVERY_S) or select.select([over], [], [], 0)[0]:
            return


def _packs_that_may_come(settings: "Config", file: str | None) -> Path | None:
    """Return the usual folder of packs, if there is none and nobody has said anything else."""
    if file is None or "folder" in settings.plugins.model_fields_set:
        return None
    usual = type(settings.plugins).model_fields["folder"].default
    return None if settings.plugins.folder is not None else Path(file).parent / usual


def _heartbeat(settings: "Config", skill: "Skill") -> "Heartbeat":
    from supine.adapters.heartbeat import Heartbeat
    from supine.adapters.systemd import Manager
    from supine.errors import UnreachableError

    def let_in(timeout_s: float) -> bool:
        try:
            skill.wait_connected(timeout_s)
        except UnreachableError:
            return False
        return True

    manager, address = Manager(os.environ), skill.link.settings.address
    return Heartbeat(
        manager,
        settings.health.file,
        skill.runner.post,
        let_in,
        address,
        troubles=skill.troubles,
    )
