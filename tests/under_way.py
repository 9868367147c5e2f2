"""A practice in its long rest, as the core keeps it."""

from supine.core.snapshot import KeptPart, Snapshot
from supine.core.states import State

RESTING = Snapshot(
    routine_id="back-release",
    language="en",
    total_s=900.0,
    parts=(KeptPart(step="knees"), KeptPart(step="rest"), KeptPart(step="end", closing=True)),
    index=1,
    ready_after=0,
    state=State.HOLDING,
    within=State.HOLDING,
    held_s=61.5,
    sides_s={},
    practised_s=540.25,
    left_s=360.0,
    last_lying="back-release",
)
