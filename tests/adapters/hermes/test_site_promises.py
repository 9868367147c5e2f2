"""Whatever the wire brings, in any order: what the core and the household may rely on."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from adapters.hermes.room import CONTINUE, PLAY, SAY, START, Room
from supine.core.events import IntentHeard, LineHeard, NothingUnderstood, Question, QuestionClosed

SESSIONS = ["somebodys", "unnamed", "own-1", "own-2", "bedroom-porcupine-1", "bedroom-porcupine-2"]
TEXTS = ["", "Rest.", "Let your neck be long and soft.", "A sentence of a certain length. " * 7]

sessions = st.sampled_from(SESSIONS)
texts = st.sampled_from(TEXTS)


class Witness:
    """Keeps its own, simpler account of who surely has the floor, from the messages alone."""

    def __init__(self):
        self.woken_at = self.called_at = float("-inf")
        self.session = self.perhaps = None
        self.alive_at = float("-inf")
        self.told_to_end = {}
        self.over = set()
        self.endable = set()
        self.owed = set()

    def wake(self, now):
        self.woken_at = self.called_at = now

    def belongs(self, session, mark, wake_id=None):
        """Whether a session is ours or a wake word's by its own account."""
        named = session.startswith("bedroom-porcupine") and mark == "porcupine"
        told = wake_id is not None and wake_id == mark
        return named or told or (mark or "").startswith("supine:")

    def followed(self, mark, now):
        return mark in (None, "porcupine") and now - self.called_at <= 10.0

    def forget(self, now):
        """Nothing was heard of the session for too long."""
        if self.session is not None and not self.busy(now):
            self.session = None

    def started(self, session, mark, now):
        self.forget(now)
        if session not in (self.session, self.perhaps):
            self.endable.discard(session)
            self.owed.clear()
        self.session, self.perhaps, self.alive_at = session, None, now
        self.told_to_end.pop(session, None)
        if self.belongs(session, mark) or self.followed(mark, now):
            self.endable.add(session)
        self.woken_at = float("-inf")  # it may have been the awaited one

    def ended(self, session):
        self.over.add(session)
        if self.session == session:
            self.session = None

    def spoke(self, session, mark, wake_id, now):
        self.forget(now)
        if self.belongs(session, mark, wake_id):
            self.endable.add(session)
            if session != self.session:  # perhaps its start was missed
                sure = session not in self.over
                self.perhaps = self.session or self.perhaps
                self.session = session if sure else None
                self.alive_at = now
        self.owed.add(session)
        if self.session == session and session not in self.told_to_end:
            self.alive_at = now
        self.woken_at = float("-inf")

    def busy(self, now):
        if self.session is None:
            return now < self.woken_at + 3.0
        return now < self.told_to_end.get(self.session, self.alive_at + 120.0)

    def published(self, topic, payload, now):
        if topic in (SAY, START) or PLAY in topic or topic.endswith("/toggleOn"):
            assert not self.busy(now), f"{topic} into the dialogue {self.session}"
            return
        session = payload["sessionId"]
        assert session in self.endable, f"{topic} for somebody else's dialogue"
        if topic == CONTINUE:
            assert session in self.owed, "an open ear was told to go on"
            self.alive_at = now
        else:
            self.told_to_end[session] = now + (15.0 if payload.get("text") else 3.0)
        self.owed.discard(session)


class Wire(RuleBasedStateMachine):
    """A broker on which anything may happen, and a core that may order anything."""

    def __init__(self):
        super().__init__()
        self.room = Room()
        self.witness = Witness()
        self.lines, self.questions = set(), set()
        self.endings = Counter()
        self.dialogues = []
        self.messages = 0
        self.utterances = ["supine-feedbeef-1"]
        self.on_air = None
        publish = self.room._publish

        def published(topic, payload):
            publish(topic, payload)
            self.account_for(*self.room.sent[-1])

        self.room.voice._publish = published

    def account_for(self, topic, payload):
        self.witness.published(topic, payload, self.room.now)
        if PLAY in topic or topic == SAY:
            assert self.on_air is None or self.room.now >= self.on_air, "two at once"
        if PLAY in topic:
            self.utterances.append(topic.rpartition("/")[2])
            self.on_air = self.room.now + 3.0
        elif topic == SAY:
            assert 0 < len(payload["text"]) <= 90
            self.utterances.append(payload["id"])
        elif topic.endswith("/toggleOn"):
            assert payload["siteId"] == self.room.site_id
        elif topic == START:
            assert payload["init"]["type"] == "action"
            assert payload["init"]["canBeEnqueued"] is True
            assert payload["init"]["text"] is None
        else:
            assert len(payload.get("text") or "") <= 150

    # ---- the core

    def question(self, asked):
        if not asked:
            return None
        token = str(len(self.questions) + 1)
        self.questions.add(token)
        return Question(token, ("SupineYes",))

    @rule(text=texts, patience_s=st.sampled_from([None, 0.0, 5.0]))
    def the_core_says(self, text, patience_s):
        self.lines.add(self.room.say(text, patience_s=patience_s))

    @rule(patience_s=st.sampled_from([None, 0.0, 5.0]))
    def the_core_plays(self, patience_s):
        self.lines.add(self.room.play(patience_s=patience_s))

    @rule(text=texts, asked=st.booleans(), which=st.integers(0, 2))
    def the_core_answers(self, text, asked, which):
        recent = [None, *self.dialogues[-2:]]
        dialogue = recent[min(which, len(recent) - 1)]
        self.lines.add(self.room.answer(dialogue, text, self.question(asked)))

    @rule(dialogue=sessions, text=texts)
    def the_core_answers_out_of_turn(self, dialogue, text):
        self.lines.add(self.room.answer(dialogue, text))

    @rule()
    def the_core_asks(self):
        token = self.question(asked=True).token
        self.room.ask(token)

    @precondition(lambda self: self.questions)
    @rule(data=st.data())
    def the_core_closes_the_ear(self, data):
        self.room.close(data.draw(st.sampled_from(sorted(self.questions))))

    @rule()
    def the_core_hushes(self):
        self.room.hush()

    # ---- the wire

    def marks(self):
        own = [self.room.mark(token) for token in sorted(self.questions)[-3:]]
        return st.sampled_from([None, "porcupine", "timer-skill", "supine:feedbeef:1", *own])

    def nth(self):
        """Return slots that tell this message from its like: those are taken for one."""
        self.messages += 1
        return [{"slotName": "nth", "value": {"value": self.messages}}]

    @rule()
    def somebody_calls(self):
        self.witness.wake(self.room.now)
        self.room.wake()

    @rule(session=sessions, data=st.data())
    def a_session_starts(self, session, data):
        mark = data.draw(self.marks())
        self.witness.started(session, mark, self.room.now)
        self.room.started(session, mark)

    @rule(session=sessions, data=st.data())
    def a_session_is_queued(self, session, data):
        self.room.queued(session, data.draw(self.marks()))

    @rule(
        session=sessions,
        reason=st.sampled_from(["nominal", "abortedByUser", "timeout", "error"]),
        data=st.data(),
    )
    def a_session_ends(self, session, reason, data):
        self.witness.ended(session)
        self.room.ended(session, reason, data.draw(self.marks()))

    @precondition(lambda self: self.witness.session is not None)
    @rule(reason=st.sampled_from(["nominal", "abortedByUser", "timeout"]))
    def the_open_session_ends(self, reason):
        session = self.witness.session
        self.witness.ended(session)
        self.room.ended(session, reason)

    @rule(session=sessions, wake_id=st.sampled_from([None, "porcupine"]), data=st.data())
    def an_intent_is_heard(self, session, wake_id, data):
        mark = data.draw(self.marks())
        self.witness.spoke(session, mark, wake_id, self.room.now)
        self.room.intent("SupinePause", session, mark, wakewordId=wake_id, slots=self.nth())

    @precondition(lambda self: self.witness.session is not None)
    @rule(understood=st.booleans())
    def somebody_speaks_in_the_open_session(self, understood):
        session = self.witness.session
        self.witness.spoke(session, None, None, self.room.now)
        if understood:
            self.room.intent("SupineYes", session, slots=self.nth())
        else:
            self.room.not_recognised(session)

    @rule(data=st.data(), session=st.sampled_from(["", *SESSIONS]), how=st.integers(0, 2))
    def a_service_reports(self, data, session, how):
        utterance_id = data.draw(st.sampled_from(["somebodys", *self.utterances[-3:]]))
        if how == 0:
            self.on_air = None
            self.room.play_finished(utterance_id)
        elif how == 1:
            self.room.say_finished(utterance_id, session)
        else:
            self.room.say_failed(utterance_id, session)

    @rule(seconds=st.sampled_from([0.05, 0.3, 1.5, 3.0, 10.0, 20.0, 130.0]))
    def time_passes(self, seconds):
        self.room.wait(seconds)

    # ---- what holds

    @invariant()
    def nothing_is_over_twice(self):
        for event in self.room.take_events():
            match event:
                case LineHeard(line_id):
                    self.endings["line", line_id] += 1
                case QuestionClosed(token) | IntentHeard(token=str(token)):
                    self.endings["question", token] += 1
            if isinstance(event, IntentHeard | NothingUnderstood) and event.dialogue:
                self.dialogues.append(event.dialogue)
        assert set(self.endings.values()) <= {1}
        assert {token for kind, token in self.endings if kind == "question"} <= self.questions

    def teardown(self):
        """In the end everything that was begun is over, exactly once."""
        self.room.wait(50.0 * (len(self.lines) + len(self.questions) + 3) + 240.0)
        self.nothing_is_over_twice()
        assert {name for kind, name in self.endings if kind == "line"} == self.lines
        assert {name for kind, name in self.endings if kind == "question"} == self.questions
        assert self.room.voice.deadline() is None
        super().teardown()


TestWire = Wire.TestCase
TestWire.settings = settings(max_examples=250, stateful_step_count=40, report_multiple_bugs=False)
