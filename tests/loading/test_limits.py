"""One number of sites, and what is reckoned from it."""

from supine.loading.limits import SITES_HEARD_MAX, SITES_LET_IN_MAX, SITES_MAX


def test_the_runner_and_not_the_gate_says_which_idle_site_makes_room():
    assert SITES_LET_IN_MAX > SITES_MAX


def test_the_voice_forgets_no_site_at_which_something_goes_on():
    """Of those heard of it lets quiet ones go; it must have room for all others."""
    assert SITES_HEARD_MAX > SITES_LET_IN_MAX
