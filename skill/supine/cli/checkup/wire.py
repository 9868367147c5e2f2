"""The broker, and the services of Rhasspy behind it."""

from collections.abc import Iterator, Mapping, Sequence
from secrets import token_hex
from typing import TYPE_CHECKING

from supine.adapters.questions import NO_SITE, NOWHERE, Heard, Question, Reply, Service
from supine.adapters.reaching import REFUSALS
from supine.cli.checkup.finding import Finding, fine, note, trouble
from supine.errors import UnreachableError
from supine.understanding.proof import INTENT, Proof

if TYPE_CHECKING:
    from supine.adapters.mqtt import MqttSettings
    from supine.adapters.probe import HermesProbe

FIRST_S = 1.5
"""How long the services are given that answer whatever the site, in seconds."""

SECOND_S = 3.0
"""How long the others are given after that."""

THIRD_S = 2.5
"""How long understanding is given on top: it may have to read what it was taught first."""

OTHERS_S = 0.5
"""How long a second recogniser is given to know what the first one does not."""

_BROKER = "look at mqtt: in supine.yaml, and whether the broker is running"
_NOT_LET_IN = "set mqtt.username and mqtt.password_file to what the broker knows, or ask its owner"
_WHO = (4, 5)
"""The refusals that are about who asks."""

_ACCESS = "; or the broker's access list keeps it from us"
_NOBODY = (
    "is it running? in its settings, choose MQTT: External and this broker, or set "
    "mqtt: {port: 12183}, where its own broker is"
)
_SHOWN = 4

_WHERE = {
    Service.DIALOGUE: "in Rhasspy's settings, choose Dialogue Management: Rhasspy",
    Service.SPEECH: "in Rhasspy's settings, choose a Text to Speech and look at its log",
    Service.UNDERSTANDING: "in Rhasspy's settings, choose Intent Recognition: Fsticuffs",
}


def wire(settings: "MqttSettings", proofs: Mapping[str, Sequence[Proof]]) -> Iterator[Finding]:
    """Ask broker and services; nothing is said and no dialogue opened where people are.

    Args:
        settings: The broker.
        proofs: By language, what a recogniser that was trained understands.
    """
    from supine.adapters.probe import HermesProbe

    try:
        with HermesProbe(settings) as probe:
            yield _broker(settings, probe)
            yield from _services(settings, probe, proofs)
            yield from _skill(settings, probe)
    except UnreachableError as error:
        turned_away = any(str(error).endswith(REFUSALS[code]) for code in _WHO)
        yield trouble("broker", str(error), _NOT_LET_IN if turned_away else _BROKER)


def _broker(settings: "MqttSettings", probe: "HermesProbe") -> Finding:
    if probe.not_heard:
        topics = ", ".join(probe.not_heard)
        what = f"{settings.address} lets us in, but does not let us hear {topics}"
        return trouble("broker", what, "let supine's user read these topics in its access list")
    who = f" as {settings.username}" if settings.username else ""
    how = ", encrypted" if settings.tls else ""
    if settings.tls is not None and settings.tls.insecure:
        return note("broker", f"{settings.address} lets us in{who}, and may be any: tls.insecure")
    return fine("broker", f"{settings.address} lets us in{who}{how}")


def _services(
    settings: "MqttSettings", probe: "HermesProbe", proofs: Mapping[str, Sequence[Proof]]
) -> Iterator[Finding]:
    run = f"doctor-{token_hex(4)}"
    present = [Question(each, run) for each in (Service.DIALOGUE, Service.SPEECH)]
    asked = {
        Question(Service.UNDERSTANDING, f"{run}-{code}-{n}", proof.text, (INTENT,)): (code, proof)
        for code, several in proofs.items()
        for n, proof in enumerate(several)
    }
    probe.ask([*asked], NO_SITE)
    probe.ask(present, NOWHERE)
    heard = probe.wait(lambda messages: not _silent(present, messages), FIRST_S)
    probe.ask(_silent(present, heard), NO_SITE)
    probe.wait(lambda messages: not _silent([*present, *asked], messages), SECOND_S)
    probe.wait(lambda messages: not _silent([*asked], messages), THIRD_S)
    heard = probe.wait(lambda messages: _settled(asked, messages), OTHERS_S)
    access = _ACCESS if settings.username else ""
    if not any(question.replies(heard) for question in (*present, *asked)):
        yield trouble("rhasspy", f"nothing of it answers at {settings.address}", _NOBODY + access)
        return
    for question in present:
        yield _presence(question, heard, access)
    for code in proofs:
        of_language = {q: proof for q, (lang, proof) in asked.items() if lang == code}
        yield _understanding(code, of_language, heard, access)


def _silent(questions: Sequence[Question], heard: Sequence[Heard]) -> list[Question]:
    """Return the questions that nobody has answered."""
    return [question for question in questions if not question.replies(heard)]


def _settled(asked: Mapping[Question, tuple[str, Proof]], heard: Sequence[Heard]) -> bool:
    """Whether a recogniser that has not answered yet could say nothing new."""
    silent = _silent([*asked], heard)
    return len(silent) == len(asked) or all(
        _proved(question, proof, heard)
        for question, (_, proof) in asked.items()
        if question not in silent
    )


def _proved(question: Question, proof: Proof, heard: Sequence[Heard]) -> bool:
    return any(proof.holds(reply.intent, reply.slots) for reply in question.replies(heard))


def _presence(question: Question, heard: Sequence[Heard], access: str) -> Finding:
    name = str(question.service)
    replies = question.replies(heard)
    if not replies:
        return trouble(name, "does not answer", _WHERE[question.service] + access)
    if complaint := next((reply.trouble for reply in replies if reply.trouble), None):
        return trouble(name, f"answers that it cannot: {complaint}", _WHERE[question.service])
    return fine(name, "answers")


def _understanding(
    code: str, asked: Mapping[Question, Proof], heard: Sequence[Heard], access: str
) -> Finding:
    """Return whether what was trained is what we say now, in one language."""
    name = f"{Service.UNDERSTANDING} ({code})"
    replies = [reply for question in asked for reply in question.replies(heard)]
    train = "supine train" + ("" if code == "en" else f" --lang {code}")
    if not replies:
        return trouble(name, "does not answer", _WHERE[Service.UNDERSTANDING] + access)
    answered = {q: proof for q, proof in asked.items() if q.replies(heard)}
    unknown = [proof for q, proof in answered.items() if not _proved(q, proof, heard)]
    if len(unknown) == len(answered):
        return trouble(name, _why(replies) or "answers, but knows nothing of ours", train)
    if unknown:
        values = ", ".join(str(proof.value) for proof in unknown[:_SHOWN])
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        return trouble(name, f"was trained, but does not know {values}{more}", train)
    routines = sum(proof.slot == "routine" for proof in answered.values())
    slowly = "" if len(answered) == len(asked) else ", and is slow to answer about the others"
    return fine(name, f"knows our sentences and the names of {routines} routines{slowly}")


def _why(replies: Sequence[Reply]) -> str | None:
    complaint = next((reply.trouble for reply in replies if reply.trouble), None)
    return complaint and f"answers that it cannot: {complaint}"


def _skill(settings: "MqttSettings", probe: "HermesProbe") -> Iterator[Finding]:
    """Tell whether the service runs, where it says so."""
    if settings.state_topic is None:
        return
    if probe.state == "online":
        yield fine("supine", "is running")
    else:
        yield note(
            "supine", "does not say that it is running at this broker", "supine run -c supine.yaml"
        )
