"""Put the demo together: a broker, the real skill, a typed satellite and somebody's words."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from typing import Protocol, TextIO

from supine.clock import Clock, FastClock, SystemClock
from supine.demo.broker import EmbeddedBroker
from supine.demo.broker import Kind as BrokerKind
from supine.demo.console import WELCOME, Console
from supine.demo.keyboard import Keyboard
from supine.demo.player import QUIET_REAL_S, QUIET_S, End, Item, Player, Progress, Stop, Watched
from supine.demo.rhasspy.nlu import Recognise
from supine.demo.satellite import TypedSatellite
from supine.demo.script import DEFAULT_SITE, Line, LineError, Pass, parse_line, parse_script
from supine.demo.speech import NoSpeechError, Speech
from supine.errors import Fault, FaultsError

STDIN = "-"

_NONSENSE = "colourless green ideas"
"""Said to the recogniser before anybody listens: what it understands nothing of makes it
build all that it puts off, which would stop the voice for seconds where time is fast."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOptions:
    """What the person has asked for."""

    fast: float = 1.0
    """Seconds of the demo in one real second."""

    script: str | None = None
    """File with the utterances, ``-`` for standard input; None to type them."""

    speak: bool = False
    """Let it be heard as well."""

    lang: str = "en"


class RunningSkill(Watched, Protocol):
    """A skill that is connected and hears what is said."""

    def stop(self) -> None:
        """Leave the broker and end every thread."""


StartSkill = Callable[[str, int, Clock], RunningSkill]
"""Start the real skill against the broker at a host and port, on the demo's clock.

It returns when the skill has subscribed: what is said before nobody hears.
"""


def run_demo(
    options: DemoOptions,
    start_skill: StartSkill,
    recognise: Recognise,
    *,
    stdin: TextIO | None = None,
    stdout: TextIO | None = None,
    broker: BrokerKind | None = None,
) -> int:
    """Run the demo until the script is over or somebody wants it to end.

    Args:
        options: What the person has asked for.
        start_skill: Starts the real skill.
        recognise: Finds the intent in a sentence among those asked for, or None.
        stdin: Where utterances come from; None for the process's own.
        stdout: Where sentences go; None for the process's own.
        broker: Which broker to use; None for the best there is.

    Returns:
        The exit code: 0, however it was ended.

    Raises:
        FaultsError: The script cannot be read or followed.
        UnreachableError: There is no broker on this machine.
    """
    demo = _Demo(options, recognise, stdin or sys.stdin, stdout or sys.stdout)
    recognise(_NONSENSE, None)
    with _signals_into(demo.inbox):
        demo.run(start_skill, EmbeddedBroker(broker))
    return 0


class _Demo:
    """Everything that lives as long as one demo."""

    def __init__(
        self, options: DemoOptions, recognise: Recognise, stdin: TextIO, stdout: TextIO
    ) -> None:
        self.inbox: SimpleQueue[Item] = SimpleQueue()
        self._options = options
        self._recognise = recognise
        self._stdin, self._stdout = stdin, stdout
        self._typed = options.script is None and stdin.isatty()
        self._lines_read = 0
        self._clock: Clock = FastClock(options.fast) if options.fast != 1 else SystemClock()
        if options.script is not None:
            for line in _read_script(options.script, stdin):
                self.inbox.put(line)
            self.inbox.put(End())

    def run(self, start_skill: StartSkill, broker: EmbeddedBroker) -> None:
        """Start everything, say the lines, and end everything in the opposite order."""
        with ExitStack() as stack:
            stack.enter_context(broker)
            self._skill = start_skill(broker.host, broker.port, self._clock)
            stack.callback(self._skill.stop)
            voice = self._voice(stack)
            self._console = Console(
                self._stdout,
                self._clock.monotonic(),
                living=self._stdout.isatty(),
                gone=lambda: self.inbox.put(Stop()),
            )
            stack.callback(self._console.close)
            self._satellite = stack.enter_context(
                TypedSatellite(
                    self._clock,
                    self._recognise,
                    broker.host,
                    broker.port,
                    voice=voice,
                    listener=self._console.hear,
                )
            )
            if voice is not None:
                voice.answers = self._satellite.prepared
            self._welcome()
            stack.enter_context(self._keyboard())
            self._player().run()

    def _welcome(self) -> None:
        if self._typed:
            self._console.write(WELCOME)
            if self._options.fast != 1:
                self._console.write(f"  Time runs {self._options.fast:g} times as fast.")

    def _voice(self, stack: ExitStack) -> Speech | None:
        if not self._options.speak:
            return None
        if self._options.fast != 1:
            _note("a voice cannot be sped up: with --fast the words are only written")
            return None
        try:
            lost = "the voice has gone: from here on the words are only written"
            return stack.enter_context(Speech(self._options.lang, lambda: _note(lost)))
        except NoSpeechError as exc:
            _note(f"{exc}: the words are only written")
            return None

    def _keyboard(self) -> Keyboard:
        return Keyboard(
            self._stdin.fileno() if self._options.script is None else None,
            keys=self._typed and self._stdout.isatty(),
            on_line=self._take_line,
            on_end=lambda: self.inbox.put(End()),
            on_tick=self._show,
        )

    def _player(self) -> Player:
        return Player(
            self._clock,
            self._satellite,
            self._skill,
            self.inbox,
            patient=not self._typed,
            quiet_s=max(QUIET_S, QUIET_REAL_S * self._options.fast),
        )

    def _take_line(self, text: str) -> None:
        self._lines_read += 1
        try:
            line = parse_line(text)
        except LineError as exc:
            if self._typed:
                self._console.write(str(exc))
            else:
                self.inbox.put(
                    FaultsError(Fault("<stdin>", self._lines_read, 0, str(exc), "script"))
                )
            return
        if self._typed and isinstance(line, Pass):
            self._console.write("Time passes by itself here; `wait` is for scripts.")
        elif line is not None:
            self.inbox.put(line)

    def _show(self, typed: str) -> None:
        if self._stdout.isatty():
            self._console.show(typed if self._typed else None, self._progress())

    def _progress(self) -> Progress | None:
        """Return the hold at the first site that has one."""
        others = {spoken.site for spoken in self._satellite.said} - {DEFAULT_SITE}
        for site in (DEFAULT_SITE, *sorted(others)):
            with suppress(TimeoutError):  # it is busy; there will be another tick
                if hold := self._skill.progress(site):
                    return hold
        return None


def _read_script(name: str, stdin: TextIO) -> list[Line]:
    if name == STDIN:
        return parse_script("<stdin>", stdin.buffer.read())
    try:
        return parse_script(name, Path(name).read_bytes())
    except OSError as exc:
        problem = f"cannot be read: {exc.strerror}"
        raise FaultsError(Fault(name, 0, 0, problem, "script")) from exc


def _note(text: str) -> None:
    sys.stderr.write(f"supine: {text}\n")
    sys.stderr.flush()


@contextmanager
def _signals_into(inbox: "SimpleQueue[Item]") -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the demo in order; a second one does not wait for that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        inbox.put(Stop())
        signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
