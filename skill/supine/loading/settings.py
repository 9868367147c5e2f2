"""What ``supine.yaml`` may contain, key by key.

Where a key is a duration, the attribute ends in ``_s`` and holds seconds.  Secrets are
`SecretStr`, which print as asterisks; how to say what is wrong with them without quoting
them is up to `supine.loading.schema`, which never quotes the values of texts.
"""

import re
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, SecretStr, Tag
from pydantic_core import PydanticCustomError

from supine.core.reminders.quiet import Quiet
from supine.core.reminders.rule import Rules
from supine.loading.habitsettings import GoalConfig, GuidanceConfig
from supine.loading.remindersettings import (
    QuietTimes,
    ReminderConfig,
    ReminderRulesConfig,
    Zone,
)
from supine.loading.schema import FileModel
from supine.loading.times import machine_zone
from supine.loading.values import Duration, Id, LanguageCode, PositiveDuration, SiteId

KEEPALIVE_MAX_S = 65535
"""As far as MQTT's two bytes count."""

_TOPIC = re.compile(r"[^\s+#$][^+#]{0,255}")
_URL = re.compile(r"[a-z0-9+]+://.*")


def _refusal(problem: str) -> PydanticCustomError:
    return PydanticCustomError("wrong-value", "{problem}", {"problem": problem})


def _matching(pattern: re.Pattern[str], problem: str) -> Callable[[str], str]:
    def validate(text: str) -> str:
        if not pattern.fullmatch(text):
            raise _refusal(problem)
        return text

    return validate


def _path(value: object) -> object:
    if isinstance(value, str):
        if not value.strip() or "\0" in value:
            raise _refusal("this is not the name of a file or folder")
        return Path(value)
    if value is None or isinstance(value, Path):
        return value
    problem = {"problem": "this has to be a text: put it in quotes"}
    raise PydanticCustomError("wrong-type", "{problem}", problem)


def _secret(value: object) -> object:
    if isinstance(value, str):
        return SecretStr(value)
    if value is None or isinstance(value, SecretStr):
        return value
    problem = {"problem": "this has to be a text: put it in quotes"}
    raise PydanticCustomError("wrong-type", "{problem}", problem)


def _secret_url(value: object) -> object:
    secret = _secret(value)
    if isinstance(secret, SecretStr) and not _URL.fullmatch(secret.get_secret_value()):
        raise _refusal("a database is written like sqlite:///supine.db")
    return secret


def _keepalive(seconds: float) -> float:
    if not 1 <= seconds <= KEEPALIVE_MAX_S:
        raise _refusal(f"`keepalive` is between 1s and {KEEPALIVE_MAX_S}s")
    return seconds


def _list_or_keys(value: object) -> str:
    return "(keys)" if isinstance(value, dict) else "(list)"


NamedPath = Annotated[Path, BeforeValidator(_path)]
Secret = Annotated[SecretStr, BeforeValidator(_secret)]
SecretUrl = Annotated[SecretStr, BeforeValidator(_secret_url)]
Text = Annotated[str, Field(min_length=1, max_length=256)]
_TOPIC_FORM = "a topic is written like household/help, without + and #"

Topic = Annotated[str, AfterValidator(_matching(_TOPIC, _TOPIC_FORM))]


Keepalive = Annotated[Duration, AfterValidator(_keepalive)]


class TlsConfig(FileModel):
    """Encryption towards the broker."""

    noun: ClassVar[str] = "`tls`"

    enabled: bool = False
    ca_file: NamedPath | None = None
    cert_file: NamedPath | None = None
    key_file: NamedPath | None = None
    insecure: bool = False
    """Believe any certificate."""


class MqttConfig(FileModel):
    """The broker and how to enter it."""

    noun: ClassVar[str] = "`mqtt`"

    host: Text = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 1883
    username: Text | None = None
    password: Secret | None = None
    """Once loaded, what `password_file` holds is here as well."""

    password_file: NamedPath | None = None
    client_id: Text = "supine"
    tls: TlsConfig = TlsConfig()
    keepalive_s: Keepalive = Field(default=15.0, alias="keepalive")
    state_topic: Topic | None = "supine/bridge/state"
    """Where ``online`` and ``offline`` are kept; None tells nobody."""


class SiteConfig(FileModel):
    """What is different at one site."""

    noun: ClassVar[str] = "a site"

    language: LanguageCode | None = None


class PauseConfig(FileModel):
    """What happens in a long pause."""

    noun: ClassVar[str] = "`pause`"

    remind_after_s: PositiveDuration = Field(default=600.0, alias="remind_after")


class RecoveryConfig(FileModel):
    """What happens after a crash or a power cut in the middle of a practice."""

    noun: ClassVar[str] = "`recovery`"

    offer_within_s: PositiveDuration = Field(default=1800.0, alias="offer_within")


class GateConfig(FileModel):
    """What happens while somebody gets ready."""

    noun: ClassVar[str] = "`gate`"

    ask_after_s: PositiveDuration = Field(default=180.0, alias="ask_after")


class SoundConfig(FileModel):
    """What is heard beside words."""

    noun: ClassVar[str] = "`sound`"

    chime: bool = False
    """A soft chime after long silences and at the end."""

    background: NamedPath | None = None
    """A WAV that is played in the silences."""

    gap_s: Annotated[PositiveDuration, Field(le=60)] = Field(default=2.0, alias="gap")
    """Silence between the pieces of the background: the longer, the quieter it is."""


class ContactConfig(FileModel):
    """Whom a red flag is told, if the household wants it."""

    noun: ClassVar[str] = "`contact`"

    topic: Topic | None = None


class StoreConfig(FileModel):
    """The database."""

    noun: ClassVar[str] = "`store`"

    url: SecretUrl = SecretStr("sqlite:///supine.db")
    """Secret because it may hold a password."""


class HealthConfig(FileModel):
    """How it shows from outside that supine lives."""

    noun: ClassVar[str] = "`health`"

    file: NamedPath | None = None
    """Touched every ten seconds while all is well; a container's health check looks at it."""


class RhasspyConfig(FileModel):
    """Rhasspy's web server, which `supine train` talks to."""

    noun: ClassVar[str] = "`rhasspy`"

    url: Text = "http://localhost:12101"
    token: Secret | None = None
    username: Text | None = None
    password: Secret | None = None


def _not_ourselves(name: str) -> str:
    if name == "supine":
        raise _refusal("supine's own content is no plugin that could be left out")
    return name


class PluginsConfig(FileModel):
    """What others bring."""

    noun: ClassVar[str] = "`plugins`"

    folder: NamedPath | None = Path("plugins")
    """Where packs lie that need no installation."""

    disabled: list[Annotated[Id, AfterValidator(_not_ourselves)]] = Field(default=[])
    """Names of plugins that are left out: not even looked at."""


class LogConfig(FileModel):
    """What is logged, and how."""

    noun: ClassVar[str] = "`log`"

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


Sites = Annotated[
    Annotated[list[SiteId], Tag("(list)")]
    | Annotated[dict[SiteId, SiteConfig | None], Tag("(keys)")],
    Discriminator(_list_or_keys),
]


class Config(FileModel):
    """Everything that can be set."""

    noun: ClassVar[str] = "the config"

    mqtt: MqttConfig = MqttConfig()
    language: LanguageCode = "en"
    zone: Zone = Field(default_factory=machine_zone)
    """The household's, by its IANA name."""

    sites: Sites = Field(default=[])
    favourite: Id | None = None
    routines: list[NamedPath] = Field(default=[])
    """Folders of routines beside those that supine brings."""

    confidence_floor: Annotated[float, Field(ge=0, le=1)] = 0.6
    pause: PauseConfig = PauseConfig()
    gate: GateConfig = GateConfig()
    recovery: RecoveryConfig = RecoveryConfig()
    guidance: GuidanceConfig = GuidanceConfig()
    goal: GoalConfig | None = None
    sound: SoundConfig = SoundConfig()
    reminders: list[ReminderConfig] = Field(default=[])
    quiet: QuietTimes = Field(default=[])
    reminder_rules: ReminderRulesConfig = ReminderRulesConfig()
    contact: ContactConfig = ContactConfig()
    plugins: PluginsConfig = PluginsConfig()
    store: StoreConfig = StoreConfig()
    health: HealthConfig = HealthConfig()
    rhasspy: RhasspyConfig = RhasspyConfig()
    log: LogConfig = LogConfig()

    @property
    def site_ids(self) -> tuple[str, ...]:
        """The sites to serve; none means every site."""
        return tuple(self.sites)

    def language_at(self, site_id: str) -> str:
        """Return the language spoken at a site."""
        site = self.sites.get(site_id) if isinstance(self.sites, dict) else None
        return (site and site.language) or self.language

    def quiet_at(self, site_id: str) -> tuple[Quiet, ...]:
        """Return the quiet hours of a site."""
        times = self.quiet.get(site_id, []) if isinstance(self.quiet, dict) else self.quiet
        return tuple(each.as_quiet() for each in times)

    @property
    def rules(self) -> Rules:
        """When reminders are spoken, as the core takes it."""
        return self.reminder_rules.as_rules()

    @property
    def after_lunch(self) -> time:
        """The time of the day that "after lunch" means."""
        return self.reminder_rules.after_lunch

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that is spoken somewhere, the usual one first."""
        return tuple(dict.fromkeys([self.language, *map(self.language_at, self.sites)]))
