"""A house for tests: everything is real but the time, the loudspeaker and the microphone.

For authors of plugins, and for our own tests of them::

    from supine.testing import House

    def test_it_counts():
        with House(plugin) as house:
            house.say("how often did i breathe")
            assert house.heard[-1].text == "Not yet today."

Time stands still until `House.wait`; a practice of forty minutes takes milliseconds.  What a
plugin does on its own threads has been done when a method returns.
"""

from supine.testing.fakes import FakeClock, Line, Loudspeaker
from supine.testing.house import House

__all__ = ["FakeClock", "House", "Line", "Loudspeaker"]
