"""The least that a skill can be: paho, json, one intent, one answer."""

import json
import sys

import paho.mqtt.client as mqtt

PORT = int(sys.argv[1])


def on_connect(client, *_):
    client.subscribe("hermes/intent/BenchStartRoutine")


def on_message(client, _data, message):
    heard = json.loads(message.payload)
    slots = {slot["slotName"]: slot["value"]["value"] for slot in heard["slots"]}
    name = slots["routine"].replace("-", " ").capitalize()
    answer = {
        "sessionId": heard["sessionId"],
        "siteId": heard["siteId"],
        "text": f"{name}, fifteen minutes.",
        "customData": None,
    }
    client.publish("hermes/dialogueManager/endSession", json.dumps(answer))


client = mqtt.Client()
client.on_connect, client.on_message = on_connect, on_message
client.connect("127.0.0.1", PORT)
client.loop_forever()
