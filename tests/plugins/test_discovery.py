import importlib
import sys
from importlib.metadata import Distribution, EntryPoint

import pytest

from plugins.test_packs import PACK
from supine.loading.kinds import GROUP
from supine.plugins.api import Plugin, PluginError
from supine.plugins.discovery import found


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Return a function that writes a module and returns an entry point into it."""
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()

    def write(code, name="quiet"):
        (tmp_path / f"{name}_module.py").write_text(code, "utf-8")
        return EntryPoint(name, f"{name}_module:plugin", GROUP)

    yield write
    for name in [name for name in sys.modules if name.endswith("_module")]:
        del sys.modules[name]


GOOD = """
from supine.plugins.api import Plugin
plugin = Plugin(name="quiet", api="1.0", version="2", register=lambda supine: None)
"""


def test_what_is_installed_is_found_by_its_entry_point(module):
    [candidate] = found(None, [module(GOOD)])

    assert (candidate.name, candidate.origin) == ("quiet", "quiet_module:plugin")
    assert isinstance(candidate.load(), Plugin)


def test_to_find_a_plugin_does_not_import_it(module):
    point = module("raise RuntimeError('imported')")

    found(None, [point])

    assert "quiet_module" not in sys.modules


def test_plugins_come_in_the_order_of_their_names_and_packs_after_them(module, tmp_path):
    folder = tmp_path / "packs"
    for name in ("b-pack", "a-pack"):
        (folder / name).mkdir(parents=True)
        (folder / name / "plugin.yaml").write_text(PACK.replace("quiet", name), "utf-8")

    names = [each.name for each in found(folder, [module(GOOD), module(GOOD, "also")])]

    assert names == ["also", "quiet", "a-pack", "b-pack"]


def test_what_is_no_plugin_is_told_by_its_kind(module):
    [candidate] = found(None, [module("plugin = 7")])

    with pytest.raises(PluginError, match="quiet_module:plugin is no Plugin but a int"):
        candidate.load()


def test_a_package_is_named_with_its_version(tmp_path):
    info = tmp_path / "quiet-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: quiet\nVersion: 1.2\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\nquiet = quiet_module:plugin\n", "utf-8")

    points = Distribution.at(info).entry_points

    assert [each.origin for each in found(None, points)] == ["quiet 1.2"]
