"""Ports to the world: Hermes over MQTT, the alarm clock, the store."""
