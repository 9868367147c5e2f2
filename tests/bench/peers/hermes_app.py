"""The same answer as `minimal.py`, on rhasspy-hermes-app."""

import sys

port = sys.argv.pop(1)
sys.argv += ["--host", "127.0.0.1", "--port", port]  # the app reads the arguments itself

from rhasspyhermes.nlu import NluIntent  # noqa: E402
from rhasspyhermes_app import EndSession, HermesApp  # noqa: E402

app = HermesApp("bench")


@app.on_intent("BenchStartRoutine")
async def start(intent: NluIntent):
    slots = {slot.slot_name: slot.value["value"] for slot in intent.slots}
    name = slots["routine"].replace("-", " ").capitalize()
    return EndSession(f"{name}, fifteen minutes.")


app.run()
