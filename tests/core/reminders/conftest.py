"""A room with reminders."""

import pytest


@pytest.fixture
def room(bench):
    """A bench with reminders on its desk: ``room(reminder("13:00"))``."""

    def make(*reminders, **options):
        b = bench(**options)
        b.site.scene.desk.reminders = {r.id: r for r in reminders}
        return b

    return make
