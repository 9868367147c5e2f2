"""``supine run``: the service."""

import logging
import signal
import threading
from typing import Annotated

import typer

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
    from supine.adapters.store import open_store
    from supine.adapters.store.errors import StoreError
    from supine.app import Skill, check_wiring
    from supine.cli.library import read_config, read_library
    from supine.cli.logs import set_up_logs
    from supine.clock import SystemClock
    from supine.loading.configreminders import check_reminders

    settings = read_config(config)
    set_up_logs(settings.log.level, settings.log.format)
    library = read_library(settings)
    check_wiring(settings, library)
    check_reminders(settings, library, config)
    for fault in library.faults:
        _LOGGER.warning("left out: %s", fault)
    clock = SystemClock()
    try:
        store = open_store(settings.store.url.get_secret_value(), clock.wall)
    except StoreError as exc:
        # Somebody is lying there: a practice needs no database.
        _LOGGER.error("%s; going on without: habits, history and reminders end with this run", exc)  # noqa: TRY400
        store = None
    skill = Skill(settings, library, clock, store)
    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    skill.start()
    over.wait()
    skill.stop()
    return 0
