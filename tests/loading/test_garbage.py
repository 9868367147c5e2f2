import gc

import pytest

from supine.loading.garbage import no_garbage


@pytest.fixture(autouse=True)
def _collector():
    """Leave the collector as it was."""
    enabled = gc.isenabled()
    yield
    (gc.enable if enabled else gc.disable)()


@pytest.mark.parametrize("looking", [True, False])
def test_nobody_looks_for_garbage_inside_and_afterwards_it_is_as_before(looking):
    (gc.enable if looking else gc.disable)()

    with no_garbage():
        inside = gc.isenabled()

    assert not inside
    assert gc.isenabled() == looking


def test_of_two_inside_each_other_the_outer_one_ends_it():
    gc.enable()

    with no_garbage():
        with no_garbage():
            pass
        between = gc.isenabled()

    assert not between
    assert gc.isenabled()


def test_what_goes_wrong_inside_leaves_it_as_it_was():
    gc.enable()

    with pytest.raises(ValueError, match="broken"), no_garbage():
        raise ValueError("broken")

    assert gc.isenabled()
