"""Many practices at once in one service, heard by a satellite that answers in real time.

    python tests/bench/punctuality.py --practices 1 100 1000 5000 --out punctuality.json

The service is the real program.  The satellite is another process on the same broker: it lets
each sentence last as long as a voice takes, says then that it was played, and takes the time at
which the next one came.  What is planned is known from the routine: a sentence, a silence of a
known length, the next sentence.  So the lateness holds everything: core, runner, paho, broker.
"""

import argparse
import heapq
import json
import re
import select
import socket
import tempfile
import time
from pathlib import Path

import paho.mqtt.client as mqtt
from figures import Result, cpu_s, memory_mb, percentile, tell
from subjects import running, wait_until

from brokers import Broker

CHARACTERS_A_SECOND = 14.0
BEGUN_WITHIN_S = 20.0
"""Over how long the beginnings are spread: people do not all start at the same moment."""

MEASURED_S = 30.0
HOLDS_S = (4, 5, 6, 7, 5, 4, 6, 8, 5, 7)
STEPS = "".join(
    f"  - id: step-{n}\n    say: [Number {n} of this bench.]\n    hold: {hold_s}s\n"
    for n, hold_s in enumerate(HOLDS_S * 3)
)
ROUTINE = f"""\
id: bench
name: bench
position: sitting
minutes: {{default: 10, min: 6, max: 20}}
steps:
{STEPS}  - id: rest
    hold: rest
close:
  - say: [That is all.]
"""
CONFIG = "language: en\nroutines: [routines]\nsites: {sites}\n"
_NUMBER = re.compile(rb"Number (\d+) of")


class Satellites:
    """Every room's speaker, in one thread that waits for the socket and for the next end."""

    def __init__(self, port: int) -> None:
        self.late_s: list[float] = []
        self.begun: set[str] = set()
        self._speaking: list[tuple[float, int, str, dict[str, object]]] = []
        self._planned: dict[str, tuple[int, float]] = {}
        self._turns = 0
        self.measuring = False
        client = mqtt.Client()
        client.on_message = self._heard
        client.connect("127.0.0.1", port)
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._client = client
        self.run(0.3)
        client.subscribe([("hermes/tts/say", 0), ("hermes/dialogueManager/endSession", 0)])
        self.run(0.3)

    def begin(self, site_id: str) -> None:
        """Say "start the bench" at a site."""
        self._turns += 1
        slot = {
            "entity": "routine",
            "value": {"kind": "Unknown", "value": "bench"},
            "slotName": "routine",
            "rawValue": "bench",
        }
        self._publish(
            "hermes/intent/SupineStartRoutine",
            {
                "input": "start the bench",
                "intent": {"intentName": "SupineStartRoutine", "confidenceScore": 1.0},
                "siteId": site_id,
                "sessionId": f"{site_id} {self._turns}",
                "customData": "porcupine",
                "wakewordId": "porcupine",
                "slots": [slot],
            },
        )

    def run(self, seconds: float) -> None:
        """Be there for a while."""
        until = time.monotonic() + seconds
        while (now := time.monotonic()) < until:
            while self._speaking and self._speaking[0][0] <= now:
                self._ended(*heapq.heappop(self._speaking))
            wake_at = min(until, self._speaking[0][0]) if self._speaking else until
            readable = [self._client.socket()]
            writable = readable if self._client.want_write() else []
            ready, _, _ = select.select(
                readable, writable, [], max(0.0, wake_at - time.monotonic())
            )
            if ready:
                self._client.loop_read()
            if self._client.want_write():
                self._client.loop_write()
            self._client.loop_misc()

    def _heard(self, _client, _data, message) -> None:
        now = time.monotonic()
        said = json.loads(message.payload)
        if message.topic.endswith("endSession"):
            site_id = said["sessionId"].partition(" ")[0]
            ended = {**said, "siteId": site_id, "termination": {"reason": "nominal"}}
            self._publish("hermes/dialogueManager/sessionEnded", ended)
            self.begun.add(site_id)
            return
        site_id = said["siteId"]
        lasts_s = len(said["text"]) / CHARACTERS_A_SECOND
        self._turns += 1
        number = _NUMBER.search(message.payload)
        if number is not None:
            planned = self._planned.get(site_id)
            if planned is not None and planned[0] == int(number[1]) and self.measuring:
                self.late_s.append(now - planned[1])
            over_at = now + lasts_s
            holds_s = HOLDS_S[int(number[1]) % len(HOLDS_S)]
            self._planned[site_id] = (int(number[1]) + 1, over_at + holds_s)
        heapq.heappush(self._speaking, (now + lasts_s, self._turns, site_id, said))

    def _ended(self, at: float, _turn: int, site_id: str, said: dict[str, object]) -> None:
        finished = {"id": said["id"], "siteId": site_id, "sessionId": None}
        self._publish(f"hermes/audioServer/{site_id}/playFinished", finished)
        self._publish("hermes/tts/sayFinished", finished)
        number = _NUMBER.search(str(said["text"]).encode())
        if number is not None:  # a satellite that was late itself must not blame the service
            late_s = time.monotonic() - at
            turn, planned_at = self._planned[site_id]
            self._planned[site_id] = (turn, planned_at + late_s)

    def _publish(self, topic: str, payload: dict[str, object]) -> None:
        self._client.publish(topic, json.dumps(payload))


def measure(practices: int) -> dict[str, float | int | str]:
    """Return lateness, processor time and memory with so many practices at once."""
    with tempfile.TemporaryDirectory() as name, Broker(Path(name)) as broker:
        folder = Path(name)
        (folder / "routines").mkdir()
        (folder / "routines" / "bench.yaml").write_text(ROUTINE, "utf-8")
        sites = json.dumps(["warm-up", *(f"site-{number}" for number in range(practices))])
        (folder / "supine.yaml").write_text(CONFIG.format(sites=sites), "utf-8")
        with running("supine", broker.port, folder) as service:
            return _with_service(practices, broker.port, service.pid)


def _with_service(practices: int, port: int, pid: int) -> dict[str, float | int | str]:
    satellites = Satellites(port)
    wait_until(lambda: _answered(satellites), 20.0)
    before_mb = memory_mb(pid)["RSS"]
    for number in range(practices):
        satellites.begin(f"site-{number}")
        satellites.run(BEGUN_WITHIN_S / practices if practices > 1 else 0.1)
    satellites.run(8.0)
    satellites.measuring = True
    used_s, began = cpu_s(pid), time.monotonic()
    satellites.run(MEASURED_S)
    took_s = time.monotonic() - began
    used_s, grown_mb = cpu_s(pid) - used_s, memory_mb(pid)["RSS"] - before_mb
    late = satellites.late_s
    return {
        "cues": len(late),
        "late p50 ms": round(percentile(late, 0.5) * 1000, 1),
        "late p99 ms": round(percentile(late, 0.99) * 1000, 1),
        "late max ms": round(max(late) * 1000, 1),
        "CPU %": round(100 * used_s / took_s, 1),
        "CPU ms a minute, each": round(1000 * 60 * used_s / took_s / practices, 1),
        "KiB each": round(1024 * grown_mb / practices, 1),
    }


def _answered(satellites: Satellites) -> bool:
    satellites.begin("warm-up")
    satellites.run(0.3)
    return "warm-up" in satellites.begun


def bench(counts: list[int]) -> Result:
    """Return a row for each number of practices."""
    figures = {f"{count:,} at once": measure(count) for count in counts}
    reaches: dict[str, bool] = {}
    thousand = figures.get("1,000 at once")
    if thousand:
        reaches["p99 under 50 ms with 1,000 at once"] = float(thousand["late p99 ms"]) < 50
    note = "Milliseconds from the planned moment to the sentence's arrival at the satellite."
    few, many = figures.get("100 at once"), figures.get("5,000 at once")
    if few and many:
        key = "CPU ms a minute, each"
        growth = float(many[key]) / float(few[key])
        keeps_up = float(many["late p99 ms"]) < 50
        reaches["5,000 are kept up with (p99 under 50 ms)"] = keeps_up
        reaches["a practice costs no more with 5,000 than with 100 (at most 1.2x)"] = (
            keeps_up and growth <= 1.2
        )
        note += f" The cost of one practice with 5,000 at once is {growth:.2f}x that with 100."
    return Result("Punctuality", figures, reaches, note)


def main(argv: list[str] | None = None) -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--practices", type=int, nargs="+", default=[1, 100, 1000, 5000])
    parser.add_argument("--out")
    options = parser.parse_args(argv)
    tell(bench(options.practices), options.out)


if __name__ == "__main__":
    main()
