"""Hands-free body care: routines spoken step by step over Hermes and MQTT."""
