"""Publish thousands of messages a second: ``python floods.py PORT PER_SECOND SECONDS``.

A process of its own, on a bare socket: paho would have to be waited for.  One message of each
kind after another, at rooms that nobody has heard of and at those where somebody practises;
none of them is something that a practice should heed.
"""

import itertools
import json
import random
import socket
import sys
import time

BATCHES_PER_S = 100


def text(value: str) -> bytes:
    """Return a text as MQTT writes it."""
    return len(value.encode()).to_bytes(2, "big") + value.encode()


def packet(first: int, body: bytes) -> bytes:
    """Return an MQTT packet."""
    length, left = b"", len(body)
    while True:
        left, low = divmod(left, 128)
        length += bytes([low | (128 if left else 0)])
        if not left:
            return bytes([first]) + length + body


def messages(sites: list[str], luck: random.Random):
    """Yield topics and payloads for ever."""
    dialogue = "hermes/dialogueManager"
    for number in itertools.count():
        stranger, known = f"stranger-{luck.randrange(10**9)}", luck.choice(sites)
        session = {"siteId": stranger, "sessionId": f"{stranger}-porcupine-{number}"}
        session["customData"] = "porcupine"  # as if somebody there had said the wake word
        intent = {**session, "intent": {"confidenceScore": 1}}
        yield "hermes/intent/SupineHowLong", json.dumps(intent)
        yield "hermes/intent/SupineNoSuchThing", json.dumps({**intent, "siteId": known})
        yield "hermes/intent/SupineStop", json.dumps({**intent, "intent": None, "siteId": known})
        yield "hermes/intent/GetTime", json.dumps({**intent, "siteId": known})
        yield "hermes/hotword/porcupine/detected", json.dumps({"siteId": stranger})
        yield f"{dialogue}/sessionStarted", json.dumps(session)
        yield f"{dialogue}/sessionEnded", json.dumps({"siteId": known, "sessionId": f"s{number}"})
        yield f"{dialogue}/sessionEnded", '{"siteId": ' + "[" * luck.randrange(2_000)
        yield "hermes/tts/sayFinished", json.dumps({"siteId": known, "id": f"supine-0-{number}"})
        yield "hermes/error/tts", "\x1b[2J" * luck.randrange(40)
        yield f"hermes/audioServer/{known}/playFinished", json.dumps({"id": f"supine-0-{number}"})
        yield f"hermes/audioServer/{stranger}/playFinished", json.dumps({"id": "x" * 300})


def main(port: int, per_s: int, seconds: float, *sites: str) -> None:
    """Keep the pace, whatever it takes, and say how it went."""
    luck, batch = random.Random(7), per_s // BATCHES_PER_S
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(packet(0x10, text("MQTT") + b"\x04\x02\x00\x00" + text(f"flood-{port}")))
        assert sock.recv(4)[3] == 0
        began, sent, source = time.monotonic(), 0, messages(list(sites), luck)
        while (elapsed_s := time.monotonic() - began) < seconds:
            if sent / per_s <= elapsed_s:
                some = itertools.islice(source, batch)
                sock.sendall(b"".join(packet(0x30, text(t) + p.encode()) for t, p in some))
                sent += batch
            else:
                time.sleep(sent / per_s - elapsed_s)
        print(sent, time.monotonic() - began)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), *sys.argv[4:])
