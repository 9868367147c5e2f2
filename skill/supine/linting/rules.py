"""Every rule that a file is held to: its name, what it says, and an example of mending."""

from typing import NamedTuple


class Rule(NamedTuple):
    """A rule by which files are judged."""

    name: str
    says: str
    mend: str
    """What to write instead, as an example."""


def _rules(table: str) -> dict[str, Rule]:
    rows = (line.split(" | ") for line in table.strip().splitlines())
    rules = (Rule(*(cell.strip() for cell in row)) for row in rows)
    return {rule.name: rule for rule in rules}


_READING = _rules("""
unreadable | the file or folder is there and may be read | give its right name, or chmod +r it
link-outside | a link in a folder stays inside the folder | copy the file there
too-large | a file has at most 256 KiB and 20,000 values | split the file
not-utf-8 | a file is UTF-8 text | save it as UTF-8
tab | lines are indented with spaces | replace the tab by spaces
yaml | a file is one YAML document | say: "Now: breathe." for say: Now: breathe.
too-deep | lists and keys stand at most 20 levels inside each other | write it flatter
alias | nothing refers to another place (&, *, !) | write it out, or put the text in quotes
duplicate-key | a key is given once | leave the second one out
""")

_SHAPE = _rules("""
unknown-key | there are only known keys | hold: 10s for hodl: 10s
missing-key | every key that is needed is there | position: lying
wrong-type | a value has the right kind | minutes: 3 for minutes: "three"
wrong-value | a value is one that makes sense | position: sitting for position: floating
text-missing | there is something to say, in every language | say: [Stop for a moment.]
""")

_ROUTINES = _rules("""
id-mismatch | a routine's id is its file's name, and a translation's too | desk-break.yaml
duplicate-id | each step and each routine has its own id | id: turn-2 for a second id: turn
name-collision | a name belongs to one routine | neck break for back release
alias-twice | a routine's names are heard apart | leave desk-break beside desk break out
sides-unequal | both sides are practised equally | sides: [left, right] for sides: [left]
gentler-unknown | `gentler` names another step, or has sentences | gentler: [Let it go.]
no-close | lying down has a way up again | close: [{say: Roll over.}]
no-rest | a routine of several lengths has a step that takes up the time | hold: rest
rest-in-close | the close has no `hold: rest` | hold: 10s
until-and-hold | a step has one of `until`, `hold` and `reps` | until: ready without hold: 10s
reps-and-hold | a step has either `reps` or `hold` | reps: without hold: 10s
minutes-order | min, default and max rise, from 1 to 120 | {min: 2, default: 3, max: 6}
minutes-too-few | the shortest practice has room for its steps | min: 4 for min: 2
minutes-too-many | a practice takes as long as is told | hold: rest in one step, or minutes: 2
step-unreachable | every step is reached in the longest practice | raise max, or shorten others
cue-unheard | a cue is heard in the longest practice | at: 20s for at: 5min
sound-missing | a sound lies beside its routine and can be read | sound: bell.wav
sound-outside | a sound is named without a way out of the folder | bell.wav for ../bell.wav
sound-format | a sound is a WAV of 16 bit | convert it: ffmpeg -i bell.mp3 bell.wav
sound-too-long | a sound is short and small | cut it
translation-missing | a routine speaks every language there is | write desk-break.de.yaml
translation-stale | a translation is of the routine's present texts | translate, then check --stamp
translation-unstamped | a translation with fingerprints has all of them | supine check --stamp FILE
""")

_SPEECH = _rules("""
sentence-too-long | a sentence has at most 90 characters, an answer 150 | split it in two
sentence-cut | a sentence with a comma in [ ] stands in quotes | ["Rest, and wait."]
sentence-unspeakable | a sentence has words and nothing that cannot be seen | Breathe. for ...
digits | numbers are written in words | eight times for 8 times
symbol | signs are written in words | left and right for left & right
web-address | nothing spoken has an address in it | leave the address out
emoji | nothing spoken has pictures in it | leave the picture out
script | texts are written in the letters of their language | Hals for \u0425\u0430ls
wake-word | nothing spoken or heard holds a wake word | the speaker for alexa
""")

_SENTENCES = _rules("""
template-syntax | brackets pair up and are not empty | stop [now] for stop [now
part-of-a-word | brackets hold whole words | (minute|minutes) for minute[s]
inline-tag | lists are named, not tagged as in Rhasspy | {span:minutes} for an hour{minutes:60}
never-said | sentences are plain words | do not for don 't
rule-unknown | a <rule> stands in expansion_rules | minutes: (minute|minutes)
rule-loop | no rule uses itself | write it out
rule-unused | every rule is used | leave it out
list-unknown | a {list} is known | {minutes} for {minuets}
list-missing | every list that the contract names is there | ordinal: {values: [...]}
list-unused | every list is used | leave it out
list-in-list | a list's values and days are plain words | half past six for half past {hour}
list-value | a list's values fit the slot | out: 15 for out: soon
time-value | a time has one hour and the minutes after it | half past {hour}: 30
intent-unknown | every intent is in the contract | SupinePause for SupinePuase
intent-missing | every intent of the contract has sentences | SupinePause: {sentences: [...]}
no-longer-form | an intent can be said in several words, too | pause the routine beside pause
slot-unknown | a sentence fills slots that its intent has | {minutes} for {ordinal}
slot-unfilled | some sentence fills each slot of an intent | start {routine}
sentence-twice | an intent has each sentence once | leave it out
overmatch | what people say means one intent in one situation | take it out of one of them
name-overmatch | no routine's name makes a sentence mean two intents | choose another name
""")

_SETTINGS = _rules("""
unknown-language | languages that are named are there | language: en for language: xx
unknown-routine | routines that are named are there | favourite: back-release
step-kind | a step of a plugin's own kind is as the plugin wants it | see the plugin's documents
phrase-taken | one plugin changes a phrase | switch one of the two off
sentence-taken | a plugin's sentence means nothing yet | say it otherwise
list-taken | a plugin's list has a name of its own | calm_days for days
rule-taken | a plugin's rule has a name of its own | calm_minutes for minutes
plugin | a plugin can be taken as a whole | what the reason says
unknown-site | sites that are named are among `sites` | site: bedroom
""")

RULES: dict[str, Rule] = {
    **_READING,
    **_SHAPE,
    **_ROUTINES,
    **_SPEECH,
    **_SENTENCES,
    **_SETTINGS,
}
"""All of them by name, in the order in which they are told."""
