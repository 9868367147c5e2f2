"""Contents on top of each other: what is tried and refused leaves nothing behind."""

import pytest

from loading.written import CONTRACT, DESK_BREAK, PHRASES, written
from supine.errors import Fault
from supine.loading.contract import Contract, IntentRule, load_contract
from supine.loading.library import Content, LibraryBuilder, merged


@pytest.fixture
def base(tmp_path):
    written(tmp_path, "ours/intents.yaml", CONTRACT)
    written(tmp_path, "ours/en/phrases.yaml", PHRASES)
    written(tmp_path, "ours/en/sentences.yaml", "language: en\nintents: {}\n")
    ours = tmp_path / "ours"
    builder = LibraryBuilder(["en", "de"], check_sentences=_no_faults)
    builder.add(
        Content(
            owner="supine",
            sentences=(ours,),
            phrases=(ours,),
            contract=load_contract(ours / "intents.yaml"),
        )
    )
    return builder


def _no_faults(*_):
    return []


def test_what_is_tried_and_not_taken_leaves_nothing_behind(base, tmp_path):
    written(tmp_path, "more/desk-break.yaml", DESK_BREAK)
    written(tmp_path, "more/broken.yaml", "id: broken\n")

    trial, faults = base.tried(Content(owner="more", routines=(tmp_path / "more",)))

    assert {fault.source.rpartition("/")[2] for fault in faults} == {"broken.yaml"}
    assert list(trial.build().languages["en"].routines) == ["desk-break"]
    assert base.build().languages["en"].routines == {}
    assert {fault.source.rpartition("ours/")[2] for fault in base.build().faults} == {
        "de/phrases.yaml"
    }


def test_only_the_faults_of_the_new_content_are_told(base, tmp_path):
    written(tmp_path, "mine/broken.yaml", "id: broken\n")
    base.add(Content(owner="household", routines=(tmp_path / "mine",)))
    written(tmp_path, "more/desk-break.yaml", DESK_BREAK)

    assert base.add(Content(owner="more", routines=(tmp_path / "more",))) == []


def test_a_content_may_bring_a_whole_language(base, tmp_path):
    written(tmp_path, "more/de/phrases.yaml", PHRASES.replace("Paused.", "Pause."))
    written(tmp_path, "more/de/sentences.yaml", "language: de\nintents: {}\n")
    more = tmp_path / "more"
    assert list(base.build().languages) == ["en"]

    faults = base.add(Content(owner="more", sentences=(more,), phrases=(more,)))

    library = base.build()
    assert faults == []
    assert library.faults == ()
    assert list(library.languages) == ["en", "de"]
    assert library.languages["de"].phrases.say("paused") == "Pause."
    assert library.sentences["de"] == (more / "de" / "sentences.yaml",)


def test_a_content_may_translate_what_is_there(base, tmp_path):
    written(tmp_path, "a/desk-break.yaml", DESK_BREAK)
    base.add(Content(owner="a", routines=(tmp_path / "a",)))
    written(tmp_path, "b/nobody.de.yaml", "name: niemand\nsteps: {}\n")

    [fault] = base.add(Content(owner="b", routines=(tmp_path / "b",)))

    assert "no routine `nobody` that this could translate" in fault.problem


def test_sentences_are_checked_together_and_told_at_their_own_file(base, tmp_path):
    written(tmp_path, "more/en/sentences.yaml", "language: en\nintents: {}\n")
    file = tmp_path / "more" / "en" / "sentences.yaml"
    seen = []

    def check(sources, *_):
        seen.append(sources)
        return [Fault(str(source), 1, 1, "wrong") for source in sources]

    base._check_sentences = check
    faults = base.add(Content(owner="more", sentences=(tmp_path / "more",)))

    assert [len(sources) for sources in seen] == [2]
    assert [fault.source for fault in faults] == [str(file)]
    assert len(base.build().sentences["en"]) == 1


def test_contracts_are_put_behind_each_other_and_the_first_is_kept():
    ours = Contract(version=1, intents={"A": IntentRule(when=("idle",))}, wake_words=("one",))
    more = Contract(version=1, intents={"B": IntentRule(), "A": IntentRule()}, wake_words=("one",))

    both = merged(ours, more)

    assert list(both.intents) == ["A", "B"]
    assert both.intents["A"].when == ("idle",)
    assert both.wake_words == ("one",)
