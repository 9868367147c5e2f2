"""The floor: what paho alone needs to hear a message and send one."""

import sys

import paho.mqtt.client as mqtt

PORT = int(sys.argv[1])


def on_connect(client, *_):
    client.subscribe("bench/echo")


def on_message(client, _data, message):
    client.publish("bench/echoed", message.payload)


client = mqtt.Client()
client.on_connect, client.on_message = on_connect, on_message
client.connect("127.0.0.1", PORT)
client.loop_forever()
