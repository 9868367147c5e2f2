from supine.data import shipped
from supine.plugins.api import Registrar
from supine.plugins.stage import Stage


def test_what_it_brings_is_counted_without_what_it_does_not_bring(tmp_path):
    (tmp_path / "en").mkdir()
    stage = Stage(owner="quiet")
    supine = Registrar(stage)
    supine.add_routines(shipped("routines"))
    supine.add_sentences(tmp_path)
    supine.add_intent("QuietAsk", str)

    ids = [each.name for each in shipped("routines").iterdir() if each.name.count(".") == 1]
    assert stage.brought() == {"routines": len(ids), "languages": 1, "intents": 1}


def test_its_content_carries_its_words_and_its_name(tmp_path):
    stage = Stage(owner="quiet")
    Registrar(stage).add_phrases(tmp_path, keys={"quiet_done": ["count"]})

    content = stage.content()

    assert (content.owner, content.phrases) == ("quiet", (tmp_path,))
    assert content.contract.phrases == {"quiet_done": ("count",)}
