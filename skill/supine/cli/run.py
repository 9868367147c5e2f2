"""``supine run``: the service."""

import logging
import os
import signal
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from supine.adapters.heartbeat import Heartbeat
    from supine.adapters.store.store import Store
    from supine.app import Skill
    from supine.clock import Clock
    from supine.loading.library import Library
    from supine.loading.settings import Config

NAME = "run"

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
    store = _opened_store(settings, clock)
    skill = Skill(settings, plugins.library, clock, store, plugins=plugins)
    heartbeat = _heartbeat(settings, skill)
    reloader = Reloader(household, clock, skill.renew)
    skill.start()
    heartbeat.start()
    reloader.start()
    os.read(over, 1)
    _LOGGER.info("stopping")
    heartbeat.stop()
    reloader.stop()
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


def _opened_store(settings: "Config", clock: "Clock") -> "Store | None":
    from supine.adapters.store import open_store
    from supine.adapters.store.errors import StoreError

    try:
        return open_store(settings.store.url.get_secret_value(), clock.wall)
    except StoreError as exc:
        # Somebody is lying there: a practice needs no database.
        _LOGGER.error("%s; going on without: habits, history and reminders end with this run", exc)  # noqa: TRY400
        return None


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
    return Heartbeat(manager, settings.health.file, skill.runner.post, let_in, address)
