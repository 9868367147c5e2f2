"""A household's files, and a household that reads them."""

from pathlib import Path

from supine.core.events import IntentHeard
from supine.plugins.assembly import Wanted
from supine.plugins.household import Household
from supine.understanding.extension import check_added

ROUTINE = """\
id: {id}
name: {name}
position: sitting
minutes: 2
steps:
  - id: sit
    say: [{say}]
    hold: 60s
  - id: hum
    {step}
"""


def routine(routine_id="desk-sit", name=None, say="Sit quietly.", step="hold: 30s"):
    name = name or routine_id.replace("-", " ")
    return ROUTINE.format(id=routine_id, name=name, say=say, step=step)


def german(name="Sitzen", say="Sitz ruhig."):
    return f"name: {name}\nsteps:\n  sit:\n    say: [{say}]\n"


class Files:
    """What lies in a household's folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mine, self.packs = folder / "mine", folder / "plugins"
        self.mine.mkdir()
        self.packs.mkdir()

    def write(self, name: str, text: str) -> Path:
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        return file

    def pack(self, name: str = "evening", **files: str) -> Path:
        """Write a pack: ``routines__x`` becomes ``routines/x.yaml``."""
        self.write(f"plugins/{name}/plugin.yaml", f'name: {name}\nversion: "1"\napi: "1.0"\n')
        for path, text in files.items():
            self.write(f"plugins/{name}/{path.replace('__', '/')}.yaml", text)
        return self.packs / name

    def household(self, *languages: str, points=(), disabled=()) -> Household:
        wanted = Wanted(
            languages=languages or ("en",),
            routines=(self.mine,),
            folder=self.packs,
            disabled=frozenset(disabled),
        )
        return Household(wanted, check_added, points)


def looked(household):
    """Look twice, as it is needed for a change to be taken; return what there is then."""
    household.look()
    household.look()
    return household.taken


def language(household, code="en"):
    return household.taken.plugins.library.languages[code]


def said(household, routine_id="desk-sit", code="en"):
    """Return the first words of a routine, or None if there is none."""
    found = language(household, code).routines.get(routine_id)
    return found and found.steps[0].words[None].full[0]


def started(routine_id):
    return IntentHeard("SupineStartRoutine", {"routine": routine_id})
