"""``supine doctor``: what is fine, and how to mend the rest."""

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from supine.cli.checkup.finding import Finding
    from supine.errors import Fault
    from supine.loading.library import Library
    from supine.loading.settings import Config
    from supine.understanding.proof import Proof

NAME = "doctor"

WIRE_S = 11.0
"""Getting in, all rounds of questions and leaving, in seconds; with a broker that lets in at
once it is 8 at most."""

STORE_S = 4.0
_MARKS = {"fine": "green", "mend": "bold red", "note": "yellow"}


def command(
    config: Annotated[
        str | None, typer.Option("--config", "-c", help="supine.yaml; default: all defaults.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Look at everything that supine needs, and say how to mend what is wrong; then exit 1.

    Asks the broker and Rhasspy's services in ways that nobody hears: nothing is spoken and no
    dialogue is opened in any room, and a practice that runs is left alone.

    Example: supine doctor -c supine.yaml
    """
    from supine.errors import FaultsError

    try:
        findings = list(_findings(config))
    except FaultsError as error:
        findings = [_at_fault(fault) for fault in error.faults]
    wrong = [finding for finding in findings if finding.state == "mend"]
    if as_json:
        print(_json(findings))
    else:
        _show(findings)
    return 1 if wrong else 0


def _findings(path: str | None) -> Iterator["Finding"]:
    """Look at everything; what takes time is looked at at the same time.

    Raises:
        FaultsError: The configuration itself is wrong.
    """
    from supine.app import mqtt_settings
    from supine.cli.checkup import keeping, library, machine
    from supine.cli.checkup.finding import Looking, fine
    from supine.cli.checkup.wire import wire
    from supine.cli.library import read_config, read_plugins
    from supine.clock import SystemClock

    settings = read_config(path)
    file = None if path is None else Path(path)
    now = SystemClock().wall()
    url = settings.store.url.get_secret_value()
    database = Looking("database", lambda: keeping.database(url))
    plugins = read_plugins(settings)
    found = plugins.library
    today = now.date()
    reminders = Looking("reminders", lambda: library.reminders(settings, found, path, today))
    proofs, faults = _proofs(settings, found)
    broker = Looking("broker", lambda: wire(mqtt_settings(settings, plugins), proofs))
    yield fine("configuration", path or "no file: all defaults")
    yield machine.clock(now)
    yield machine.zone(settings, now, given="zone" in settings.model_fields_set)
    yield from machine.files(settings, file)
    yield from library.library(settings, found, faults, path)
    yield from library.plugins(plugins.records)
    yield from database.findings(STORE_S)
    yield from reminders.findings(STORE_S)
    yield from broker.findings(WIRE_S)


def _at_fault(fault: "Fault") -> "Finding":
    """Return what is wrong with the configuration; it may only be kept from this user."""
    from supine.cli.checkup.finding import trouble

    mend = "mend the file; supine check says it all"
    if fault.rule == "unreadable" and "cannot be read" in fault.problem:
        mend = "let this user read it, or ask as supine's user: sudo -u supine supine doctor ..."
    return trouble("configuration", str(fault), mend)


def _proofs(config: "Config", found: "Library") -> "tuple[dict[str, list[Proof]], list[Fault]]":
    """Return what to ask a recogniser in each language, and what is wrong with its sentences."""
    from supine.cli.library import language_of, names_of, read_templates
    from supine.errors import FaultsError
    from supine.understanding.proof import proofs

    several: dict[str, list[Proof]] = {}
    faults: list[Fault] = []
    for code in config.languages:
        if code in found.languages:
            try:
                templates = read_templates(found, code)
            except FaultsError as error:
                faults += error.faults
            else:
                several[code] = proofs(templates, names_of(language_of(found, code)))
    return several, faults


def _json(findings: Sequence["Finding"]) -> str:
    checks = [
        {"name": each.name, "state": str(each.state), "what": each.what, "mend": each.mend}
        for each in findings
    ]
    fine = all(each.state != "mend" for each in findings)
    return json.dumps({"fine": fine, "checks": checks}, ensure_ascii=False, indent=2)


def _show(findings: Sequence["Finding"]) -> None:
    wrong, notes = (sum(each.state == state for each in findings) for state in ("mend", "note"))
    if sys.stdout.isatty():
        _table(findings)
    else:
        for each in findings:
            mend = f" -> {each.mend}" if each.mend else ""
            print(f"{each.state:4}  {each.name}: {each.what}{mend}")
    if wrong:
        print(f"{wrong} {'thing' if wrong == 1 else 'things'} to mend")
    elif notes:
        print(f"nothing to mend, {notes} {'note' if notes == 1 else 'notes'}")
    else:
        print("all is well")


def _table(findings: Sequence["Finding"]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    for each in findings:
        what = Text(each.what)
        if each.mend:
            what.append(f"\nto mend: {each.mend}" if each.state == "mend" else f"\n{each.mend}")
        table.add_row(Text(str(each.state), style=_MARKS[each.state]), Text(each.name), what)
    Console().print(table)
