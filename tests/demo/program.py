"""The demo with the small skill, as a program of its own: for signals, pipes and terminals.

Usage: program.py [--fast N] [--script FILE] [--broker KIND] [--speak]
"""

import sys
import threading
from argparse import ArgumentParser

from demo.bench import SmallSkill, recognise
from supine.demo.run import DemoOptions, run_demo
from supine.errors import SupineError


def main() -> int:
    parser = ArgumentParser()
    parser.add_argument("--fast", type=float, default=1.0)
    parser.add_argument("--script")
    parser.add_argument("--broker", choices=["mosquitto", "amqtt"])
    parser.add_argument("--speak", action="store_true")
    asked = parser.parse_args()
    options = DemoOptions(fast=asked.fast, script=asked.script, speak=asked.speak)
    try:
        code = run_demo(
            options,
            lambda host, port, _clock: SmallSkill(host, port),
            recognise,
            broker=asked.broker,
        )
    except SupineError as exc:
        sys.stderr.write(f"{exc}\n")
        return 2
    left = [thread.name for thread in threading.enumerate()][1:]
    sys.stderr.write(f"threads left: {left}\n" if left else "")
    return code


if __name__ == "__main__":
    sys.exit(main())
