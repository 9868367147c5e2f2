"""What the documents promise is there, and their examples work."""

import ast
import re
import tomllib
import wave
from pathlib import Path

import pytest
import typer
import yaml

from supine.adapters.store.migrations import MIGRATIONS
from supine.cli.main import app, run_command
from supine.core.events import Ending
from supine.core.recovery import KEEP_EVERY_S
from supine.core.starting import PARKED_MAX_S
from supine.loading.config import load_config
from supine.loading.routinefile import RoutineFile, StepFile, TranslationFile
from supine.loading.schema import FileModel
from supine.loading.settings import Config
from supine.plugins.api import API_VERSION, Registrar
from supine.plugins.records import Status
from supine.testing import House

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "skill" / "supine"
DOCUMENTS = {
    name: (ROOT / name).read_text("utf-8")
    for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
}
README = DOCUMENTS["README.md"]
EXAMPLE = (ROOT / "deploy" / "supine.yaml").read_text("utf-8")
COMMANDS = typer.main.get_command(app).commands

MEANT = {
    "start my back release": ("SupineStartRoutine", {"routine": "back-release"}),
    "ten minutes of hip stretch please": (
        "SupineStartRoutine",
        {"routine": "hip-stretch", "minutes": 10},
    ),
    "start my routine": ("SupineStartRoutine", {}),
    "start the back release, I'm already lying down": (
        "SupineStartRoutine",
        {"routine": "back-release", "down": "lying"},
    ),
    "I'm down": ("SupineReady", {}),
    "okay I'm lying down": ("SupineReady", {}),
    "I'm already on the floor": ("SupineReady", {}),
    "hang on a second": ("SupinePause", {}),
    "pause": ("SupinePause", {}),
    "carry on": ("SupineResume", {}),
    "I'm back": ("SupineResume", {}),
    "what was that?": ("SupineRepeat", {}),
    "start this one again": ("SupineRestartStep", {}),
    "next": ("SupineNext", {}),
    "skip this one": ("SupineNext", {}),
    "go back": ("SupineBack", {}),
    "how long left": ("SupineHowLong", {}),
    "can we do the short one": ("SupineShorter", {}),
    "I've only got five minutes": ("SupineShorter", {"minutes": 5}),
    "give me two more minutes": ("SupineLonger", {"minutes": 2}),
    "that hurts": ("SupinePain", {}),
    "say less": ("SupineSayLess", {}),
    "say more": ("SupineSayMore", {}),
    "slower": ("SupineSlower", {}),
    "faster": ("SupineFaster", {}),
    "softer": ("SupineSofter", {}),
    "louder": ("SupineLouder", {}),
    "stop": ("SupineStop", {}),
    "that's enough": ("SupineStop", {}),
    "help me up": ("SupineHelpUp", {}),
    "remind me every day at seven in the morning to do my back release": (
        "SupineRemindMe",
        {"days": "daily", "time": "7:00", "daypart": "morning", "routine": "back-release"},
    ),
    "remind me tomorrow at eight": ("SupineRemindMe", {"date": "tomorrow", "time": "8:00"}),
    "remind me in an hour": ("SupineRemindMe", {"ahead": 60}),
    "yes": ("SupineYes", {}),
    "in ten minutes": ("SupineLater", {"minutes": 10}),
    "after lunch": ("SupineLater", {"moment": "after_lunch"}),
    "not today": ("SupineNotToday", {}),
    "stop reminding me": ("SupineRemindersOff", {}),
    "what reminders do I have": ("SupineListReminders", {}),
    "did I miss one": ("SupineMissedReminders", {}),
    "why didn't you remind me": ("SupineWhyNoReminder", {}),
    "move my reminder to eight": ("SupineMoveReminder", {"time": "8:00"}),
    "cancel the morning one": ("SupineCancelReminder", {"daypart": "morning"}),
    "what can you do": ("SupineWhatCanYouDo", {}),
    "help": ("SupineWhatCanYouDo", {}),
    "what routines do you have": ("SupineListRoutines", {}),
    "more routines": ("SupineListRoutines", {}),
    "what have you got for my hips": ("SupineWhatHelps", {"aim": "hips"}),
    "I can't sleep": ("SupineUneasy", {"aim": "sleep"}),
    "my neck hurts": ("SupinePain", {"aim": "neck"}),
    "how long does the back release take": ("SupineHowLong", {"routine": "back-release"}),
    "what is the back release": ("SupineWhatIs", {"routine": "back-release"}),
    "why does it help": ("SupineWhyHelp", {}),
    "what do I need": ("SupineWhatDoINeed", {}),
    "tell me the rules": ("SupineTellRules", {}),
    "how am I doing": ("SupineHowAmIDoing", {}),
    "what's my streak": ("SupineStreak", {}),
    "what plugins are there": ("SupineListPlugins", {}),
}
"""What each sentence in the README's table "What you can say" is taken for."""


_WHOLE = re.DOTALL | re.MULTILINE


def section(title, text=README):
    """The part of a document below a heading."""
    [found] = re.findall(rf"^#+ {re.escape(title)}\n(.*?)(?=^#+ |\Z)", text, _WHOLE)
    return found


def rows(text):
    """The rows of a table without its head, as lists of cells."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines[2:]]


def code(text):
    """What is written as code."""
    prose = re.sub(r"^ *```.*?^ *```", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"`([^`]+)`", prose)


def blocks(language, text):
    """The blocks of code in a language, indented or not."""
    return [
        re.sub(rf"^{indent}", "", body, flags=re.MULTILINE)
        for indent, body in re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, _WHOLE)
    ]


def settings(model=Config, path=()):
    """Every setting of the configuration, as ``mqtt.host``."""
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, FileModel):
            yield from settings(field.annotation, here)
        else:
            yield ".".join(here)


# ---- settings --------------------------------------------------------------------------------


def settings_table():
    """Each setting of the README's table with its default as it stands there, or None."""
    for names, default, _ in rows(section("Settings")):
        named, given = code(names), [each.strip() for each in default.split(",")]
        for number, name in enumerate(named):
            yield name, given[number] if len(given) == len(named) else given[0]


@pytest.mark.parametrize("setting", list(settings()))
def test_every_setting_is_in_the_readme_and_in_the_example(setting):
    last = setting.rpartition(".")[2]

    assert f"`{setting}`" in section("Settings") or f"`{last}`" in section("Settings")
    assert re.search(rf"^[ #]*{last}:", EXAMPLE, re.MULTILINE)


def test_the_table_of_settings_names_each_once_and_none_that_is_not_there():
    named = [name for name, _ in settings_table()]

    assert sorted(set(named)) == sorted(named)
    assert set(named) <= set(settings())


@pytest.mark.parametrize(("setting", "default"), list(settings_table()))
def test_the_defaults_in_the_readme_are_the_defaults(setting, default, tmp_path):
    if not default.startswith("`") or not default.endswith("`"):
        return  # said in words
    *sections, key = setting.split(".")
    line = f"{key}: {default.strip('`')}"
    quoted = re.sub(r": (\d\d:\d\d)$", r': "\1"', line)
    for outer in reversed(sections):
        quoted = f"{outer}: {{{quoted}}}"
    (tmp_path / "supine.yaml").write_text(quoted, "utf-8")

    given, usual = load_config(tmp_path / "supine.yaml", {}), Config()

    assert given.model_dump(exclude=ANCHORED) == usual.model_dump(exclude=ANCHORED)


ANCHORED = {"store": True, "plugins": {"folder"}}
"""These become paths in the folder of the configuration."""


def test_the_example_configuration_is_the_defaults():
    example = load_config(ROOT / "deploy" / "supine.yaml", {})

    assert example.model_dump(exclude=ANCHORED) == Config().model_dump(exclude=ANCHORED)


def test_the_settings_shown_in_the_readme_are_accepted(tmp_path):
    """Those in blocks, and those in a line of text such as ``mqtt: {port: 8883, ...}``."""
    for name in ("mqtt-password", "ca.crt"):
        (tmp_path / name).write_text("secret\n")
    with wave.open(str(tmp_path / "sea.wav"), "wb") as sea:
        sea.setparams((1, 2, 16_000, 0, "NONE", ""))
        sea.writeframes(bytes(32_000))
    keys = "|".join(Config.model_fields)
    text = README.replace(section("Write a routine"), "")
    inline = [each for each in code(text) if re.match(rf"({keys}): ", each)]
    shown = [*inline, *blocks("yaml", section("Sounds"))]

    for number, text in enumerate(shown):
        file = tmp_path / f"{number}.yaml"
        file.write_text(text.replace("[name]", "[evening]"), "utf-8")
        load_config(file, {})

    assert len(inline) >= 4


# ---- commands --------------------------------------------------------------------------------


def options(command):
    """Every option of a command and of those below it, and their names."""
    for parameter in command.params:
        yield from parameter.opts
    for name, below in getattr(command, "commands", {}).items():
        yield name
        yield from options(below)


def test_every_command_has_one_row_in_the_readmes_table():
    listed = [code(row[0])[0].split()[1] for row in rows(section("Commands"))]

    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("row", rows(section("Commands")), ids=lambda row: row[0].strip())
def test_the_options_in_the_readmes_table_exist(row):
    name = code(row[0])[0].split()[1]
    known = set(options(COMMANDS[name])) | {"--help"}

    named = re.findall(r"--[a-z]+", "".join(row))
    assert set(named) <= known
    below = [each.split()[0] for each in code(row[1]) if re.match(r"[a-z]+( |$)", each)]
    assert {each for each in below if not hasattr(COMMANDS[name], "commands")} == set()
    assert set(below) <= known


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_shows_exists_with_its_options(document):
    inline = [" ".join(each.split()) for each in code(DOCUMENTS[document])]
    shown = [each.removeprefix("supine ") for each in inline if re.match("supine [a-z]", each)]
    for block in blocks("sh", DOCUMENTS[document]):
        shown += re.findall(r"(?:^|/)supine ([a-z]+.*)", block, re.MULTILINE)

    for line in shown:
        name = line.split()[0]
        assert name in COMMANDS, line
        known = set(options(COMMANDS[name])) | {"--help"}
        assert set(re.findall(r"(?<=\s)--?[a-z]+", line)) <= known, line


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_of_make_that_a_document_names_exists(document):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))

    named = re.findall(r"(?:`|^)make ([a-z-]+)", DOCUMENTS[document], re.MULTILINE)

    assert set(named) <= targets


# ---- what people say, and what they hear -------------------------------------------------------


@pytest.fixture(scope="module")
def house():
    with House() as house:
        yield house


def table_of_sayings():
    return [row[0] for row in rows(section("What you can say"))]


def test_every_sentence_in_the_readmes_table_is_tried():
    assert set(re.findall(r'"([^"]+)"', "".join(table_of_sayings()))) == set(MEANT)


@pytest.mark.parametrize("text", MEANT)
def test_what_the_readme_says_one_can_say_is_understood(house, text):
    found = house._recognise(text, house.plugins.library.contract.intents)

    assert (found.intent, dict(found.slots)) == MEANT[text]


def test_the_readmes_practice_goes_as_it_stands_there():
    transcript = next(each for each in blocks("text", README) if each.startswith("you "))
    lines = re.findall(r"^(you|supine) +(.*)", transcript, re.MULTILINE)
    after_s = {"I'm down": 45, "how long left": 212, "okay go on": 30}

    with House() as house:
        for who, text in lines:
            if who == "you":
                house.wait(after_s.get(text, 0))
                house.say(text)
                house.wait_quiet(20)
        house.wait(700)

        said = iter(house.texts)
        assert [text for who, text in lines if who == "supine" and text not in said] == []
        began, ended = house.texts.index(FIRST_AFTER_DOWN), house.heard[-1].to_s
        paused_s = after_s["okay go on"]
        assert ended - house.heard[began].from_s - paused_s == pytest.approx(600, abs=8)


FIRST_AFTER_DOWN = "Let your head rest on the books, with your neck straight."


def test_what_the_readme_says_is_said_is_a_phrase(house):
    book = house.language.phrases

    offer = book.say("recover_offer", 0, name="back release", time="six minutes")
    assert f"```text\n{offer[0].upper()}{offer[1:]}\n```" in README
    assert f'"{book.say("plugin_failed", 0).rstrip(".")}"' in README


# ---- what people write -------------------------------------------------------------------------


def test_the_readmes_routine_is_sound(tmp_path):
    [routine] = [block for block in blocks("yaml", README) if "steps:" in block]
    name = re.search(r"^id: (\S+)", routine)[1]
    (tmp_path / f"{name}.yaml").write_text(routine, "utf-8")

    assert run_command(["check", str(tmp_path / f"{name}.yaml")]) == 0


@pytest.mark.parametrize("model", [RoutineFile, StepFile, TranslationFile])
def test_every_key_of_a_routine_file_is_in_the_readme(model):
    keys = {field.alias or name for name, field in model.model_fields.items()}

    missing = {key for key in keys if f"`{key}" not in section("Write a routine")}
    assert not missing


def test_the_readmes_pack_and_its_own_phrases_are_sound(tmp_path):
    pack, phrases = blocks("yaml", section("Plugins"))
    evening = tmp_path / "plugins" / "evening"
    evening.mkdir(parents=True)
    (evening / "plugin.yaml").write_text(pack, "utf-8")
    (tmp_path / "plugins" / "phrases.en.yaml").write_text(phrases, "utf-8")

    assert run_command(["check", str(tmp_path / "plugins")]) == 0
    with House(folder=tmp_path / "plugins") as house:
        assert house.language.phrases.say("paused", 0) == "Taking a break."
        assert [(each.name, each.well) for each in house.records[1:]] == [
            ("evening", True),
            ("household", True),
        ]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_yaml_and_toml_and_python_shown_can_be_read(document):
    for block in blocks("yaml", DOCUMENTS[document]):
        assert yaml.safe_load(block)
    for block in blocks("toml", DOCUMENTS[document]):
        assert tomllib.loads(block)
    for block in blocks("python", DOCUMENTS[document]):
        assert ast.parse(block).body


def test_the_table_of_what_a_plugin_can_bring_is_complete():
    table = "".join(row[0] for row in rows(section("A plugin", DOCUMENTS["CONTRIBUTING.md"])))

    methods = {name for name in vars(Registrar) if name.startswith("add_")}

    assert set(re.findall(r"add_\w+", table)) == methods
    assert f'api="{API_VERSION}"' in DOCUMENTS["CONTRIBUTING.md"]


def test_every_status_of_a_plugin_is_explained():
    assert {code(row[0])[0] for row in rows(section("Plugins"))} == {each.value for each in Status}


# ---- figures that come from the code -------------------------------------------------------------


def test_every_ending_of_a_practice_is_named():
    assert {each.value for each in Ending} <= set(code(section("What was practised")))


def test_the_version_of_the_database_is_the_present_one():
    assert f"version {len(MIGRATIONS)}, can be written" in README
    assert f"The database has version {len(MIGRATIONS)}." in DOCUMENTS["CHANGELOG.md"]


def test_how_long_things_are_kept_is_told():
    assert f"every {KEEP_EVERY_S:.0f} seconds" in README
    assert PARKED_MAX_S == 12 * 3600
    assert len(re.findall(r"for\s+twelve\s+hours", README)) == 2


# ---- the form of the documents -------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document):
    text = DOCUMENTS[document]
    heads = re.findall(r"^#+ (.*)", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}

    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("#"):
            assert target[1:] in anchors, target
        elif "://" not in target:
            assert (ROOT / target).exists(), target


def test_the_contents_name_every_section_that_a_user_needs():
    heads = re.findall(r"^## (.*)", README, re.MULTILINE)
    named = re.findall(r"\]\(#([^)]+)\)", README.partition("\n## ")[0])

    anchors = [re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads]
    assert named == [each for each in anchors if each not in {"for-developers", "licence"}]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_table_is_broken(document):
    lines = DOCUMENTS[document].splitlines()
    for number, line in enumerate(lines):
        if line.startswith("|") and not lines[number - 1].startswith("|"):
            assert re.fullmatch(r"(\|[-: ]+)+\|", lines[number + 1]), f"line {number + 1}: {line}"
            width = line.count("|")
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == width, line


def test_every_file_that_the_architecture_names_is_there():
    text = DOCUMENTS["ARCHITECTURE.md"]
    modules = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
    ends = {path[start:] for path in modules for start in starts(path)}

    named = {each for each in code(text) if re.fullmatch(r"[\w/]+\.py", each)}

    assert named <= ends
    folders = {each for each in code(text) if re.fullmatch(r"(\w+/)+", each)}
    assert {each for each in folders if not (PACKAGE / each).is_dir()} <= {"routines/", "intents/"}


def starts(path):
    """Where a part of a path begins."""
    return [0, *(match.end() for match in re.finditer("/", path))]


def test_the_architecture_has_the_layers_that_are_enforced():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = project["tool"]["importlinter"]["contracts"][0]["layers"]

    shown = re.search(r"`(cli >.*?)`", DOCUMENTS["ARCHITECTURE.md"], re.DOTALL)[1]

    assert " ".join(shown.split()) == " > ".join(layers)


def test_every_folder_of_the_package_has_its_row_in_the_architecture():
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}

    table = "".join(row[0] for row in rows(section("Layers", DOCUMENTS["ARCHITECTURE.md"])))

    assert {each for each in folders if f"`{each}/`" not in table} == set()


def test_every_decision_has_its_month():
    decisions = section("Decisions", DOCUMENTS["ARCHITECTURE.md"])

    items = re.findall(r"^- .{10}", decisions, re.MULTILINE)

    assert items
    assert [each for each in items if not re.fullmatch(r"- \*\d{4}-\d\d\*:", each)] == []
