import logging

from plugins.conftest import answering, plugin, record
from supine.core.words import News
from supine.data import shipped
from supine.loading.library import load_library
from supine.plugins.records import Record, Status
from supine.plugins.registry import Plugins


def test_what_plugins_answer_and_listen_for_is_known(house):
    listening = plugin("ears", lambda supine: supine.add_listener(print, [News.STEP]))

    h = house(answering(str, limit_s=5), listening)

    assert h.plugins.consulted == {"SupineListPlugins": 2.0, "QuietAsk": 5}
    assert [hearing.owner for hearing in h.plugins.hearings] == ["ears"]


def test_what_is_marked_as_broken_is_told_once(house, caplog):
    h = house(plugin())
    assert h.plugins.active("quiet")

    h.plugins.mark_broken("quiet", "it is late")
    h.plugins.mark_broken("quiet", "it is late again")

    assert not h.plugins.active("quiet")
    assert record(h).status is Status.BROKEN
    assert record(h).reason == ("it is late",)
    assert [each.getMessage() for each in caplog.records] == [
        "the plugin quiet is cut off: it is late"
    ]


def test_what_nobody_has_brought_is_not_active(house):
    assert not house().plugins.active("quiet")


def test_the_log_has_one_line_for_each(house, caplog):
    h = house(plugin(), plugin("old", api="0.1"), disabled=["quiet"])
    caplog.set_level(logging.INFO, "supine.plugins")

    h.plugins.log()

    assert [(each.levelname, each.getMessage().partition("; ")[0]) for each in caplog.records] == [
        ("INFO", f"plugin supine ({h.records[0].origin}): active"),
        ("INFO", "plugin quiet (a test): disabled"),
        ("WARNING", "plugin old (a test): refused"),
    ]


def test_what_is_read_anew_takes_the_place_but_who_was_cut_off_stays_so():
    here, fresh = (load_library([], shipped("intents"), ["en"]) for _ in range(2))
    well = [Record(name=n, status=Status.ACTIVE, origin="a test") for n in ("quiet", "loud")]
    plugins = Plugins(here, well)
    plugins.mark_broken("quiet", "it blocked")

    plugins.renew(fresh, [*well, Record(name="new", status=Status.ACTIVE, origin="a pack")])

    assert plugins.library is fresh
    assert [each.status.value for each in plugins.records] == ["broken", "active", "active"]
    assert not plugins.active("quiet")
