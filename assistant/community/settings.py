"""What a team sets for its workspace and for each account, with its limits said in words.

Settings are read from what people typed or from what is stored, by the same rules. Only what was
changed is stored, so that a default that gets better reaches everybody who never touched it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_serializer,
    field_validator,
    model_validator,
)

from assistant.community.business_hours import BusinessHours
from assistant.community.responses import Policy
from assistant.community.settings_words import (
    MOST_ACCOUNTS,
    MOST_APPROVERS,
    SENTENCES,
    SHORTEST_RETENTION,
)
from assistant.community.zones import UNKNOWN_ZONE, read_language, read_zone
from assistant.errors import InvalidFields, InvalidInput

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

S = TypeVar("S", bound="_Settings")


def _said(read: Callable[[str], str]) -> BeforeValidator:
    """A validator out of a reader whose InvalidInput is the sentence to show."""

    def check(value: object) -> str:
        try:
            return read(value if isinstance(value, str) else "")
        except InvalidInput as error:
            raise ValueError(error.problem) from None

    return BeforeValidator(check)


class _Settings(BaseModel):
    """What both have in common. `SENTENCES` says what each field takes."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    def check(self) -> None:
        """Raise InvalidFields for what is only looked up when somebody changes it."""


class WorkspaceSettings(_Settings):
    """Settings of a workspace.

    Attributes:
        zone: IANA name. Days, weeks and the weekly note go by it.
        language: BCP 47 tag, for numbers, dates and what Engage writes by itself.
        note_day: when the weekly note comes, in `zone`.
        note_hour: full hour of that day, 0 to 23.
        note_channel_id: where it is posted; None: nowhere by itself.
        note_account_ids: the accounts it is about; nothing named means all of them.
        quiet_from: from here to `quiet_to`, in `zone`, Engage writes nothing by itself; the
            stretch may pass midnight. None with `quiet_to`: never quiet.
        quiet_to: end of it, not included.
        daily_tokens: what the language model may use on one UTC day, in tokens; None for what
            ENGAGE_DAILY_TOKENS says.
        monthly_usd: what calls that platforms charge for may cost in a calendar month (UTC), in
            whole US dollars; 0: none is made.
        retention_months: how long posts, comments, answers and acts are kept, in calendar months.
        most_joins: conversations of others that are joined on one day, over all accounts; more
            would feel pushy.
        publishing: False is the kill switch: nothing is sent to any platform.
    """

    zone: Annotated[str, _said(read_zone)] = UNKNOWN_ZONE
    language: Annotated[str, _said(read_language)] = "en"
    note_day: Weekday = "Monday"
    note_hour: int = Field(9, ge=0, le=23)
    note_channel_id: str | None = Field(None, min_length=1, max_length=64)
    note_account_ids: tuple[str, ...] = Field((), max_length=MOST_ACCOUNTS)
    quiet_from: time | None = None
    quiet_to: time | None = None
    daily_tokens: int | None = Field(None, ge=1_000, le=1_000_000_000)
    monthly_usd: int = Field(25, ge=0, le=100_000)
    retention_months: int = Field(13, ge=SHORTEST_RETENTION, le=120)
    most_joins: int = Field(5, ge=0, le=50)
    publishing: bool = True

    def kept_since(self, now: datetime) -> datetime:
        """Records from before this moment are to be erased: a midnight in UTC.

        Args:
            now: aware.
        """
        today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        years, month = divmod(today.month - 1 - self.retention_months, 12)
        first = today.replace(year=today.year + years, month=month + 1, day=1)
        days = monthrange(first.year, first.month)[1]
        return first.replace(day=min(today.day, days))

    @field_validator("note_account_ids")
    @classmethod
    def _each_once(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ids))

    @field_validator("note_day", mode="before")
    @classmethod
    def _day(cls, value: object) -> object:
        return value.strip().capitalize() if isinstance(value, str) else value

    @field_serializer("quiet_from", "quiet_to")
    def _minutes(self, value: time | None) -> str | None:
        return value.isoformat("minutes") if value else None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.quiet_from is None) != (self.quiet_to is None):
            field = "quiet_to" if self.quiet_to is None else "quiet_from"
            raise InvalidFields({field: "Quiet hours need a beginning and an end, or neither."})
        if self.quiet_from is not None and self.quiet_from == self.quiet_to:
            raise InvalidFields(
                {"quiet_to": "Quiet hours must end at another time than they begin."}
            )
        return self


class AccountSettings(_Settings):
    """Settings of one connected account.

    Attributes:
        channel_id: where its cards and alarms go; None until somebody chose one.
        target_hours: within how many hours people should get an answer.
        counted_in: whether the target's clock always runs, or only in business hours.
        hours: when the team is there; None when nobody said so.
        alerts: whether its channel hears of an unusual rush of comments or complaints.
        promo_percent: the largest share of promotion among posts of 28 days, 0 to 100.
        approver_ids: who approves; nobody named means the managers do.
        lead_id: who is told before a target is missed; None for nobody.
        undo_s: seconds between an approval and the sending, in which it can be called back.
        second_person: whether an approval must come from somebody else than the text.
        dry_run: everything but the sending happens, and says so.
    """

    channel_id: str | None = Field(None, min_length=1, max_length=64)
    target_hours: float = Field(4.0, ge=0.25, le=168, allow_inf_nan=False)
    counted_in: Literal["clock", "business"] = "clock"
    hours: BusinessHours | None = None
    alerts: bool = True
    promo_percent: int = Field(20, ge=0, le=100)
    approver_ids: tuple[str, ...] = Field((), max_length=MOST_APPROVERS)
    lead_id: str | None = Field(None, min_length=1, max_length=64)
    undo_s: int = Field(30, ge=0, le=3_600)
    second_person: bool = False
    dry_run: bool = False

    @field_validator("approver_ids")
    @classmethod
    def _once_each(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ids))

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.counted_in == "business" and self.hours is None:
            raise InvalidFields(
                {"hours": "Set business hours first, so that the target can be counted in them."}
            )
        return self

    def check(self) -> None:
        """Raise InvalidFields for a country whose holidays nobody knows. Blocks, the first time."""
        try:
            if self.hours:
                self.hours.check_place()
        except InvalidInput as error:
            raise InvalidFields({"hours": error.problem}) from None

    def policy(self, zone: str) -> Policy:
        """The rule by which answers are judged. Blocks with holidays, the first time.

        Args:
            zone: of the workspace; business hours without a zone of their own go by it.
        """
        return Policy(
            target=timedelta(hours=self.target_hours),
            hours=self.hours.in_zone(zone) if self.hours else None,
            in_hours=self.counted_in == "business",
            promotion=self.promo_percent / 100,
        )


def change(settings: S, fields: Mapping[str, object]) -> S:
    """The settings with some fields changed. Blocks for holidays and zones, the first time.

    Args:
        fields: by name, as typed or as values. None or an empty text puts the default back.

    Raises:
        InvalidFields: with one sentence for each field that cannot be used.
    """
    kept = {**settings.model_dump(), **fields}
    after = read(
        type(settings), {name: kept[name] for name in kept if kept[name] not in (None, "")}
    )
    after.check()
    return after


def read(kind: type[S], fields: Mapping[str, object]) -> S:
    """Read settings; what is absent has its default.

    Raises:
        InvalidFields: with one sentence for each field that cannot be used.
    """
    try:
        return kind.model_validate(dict(fields))
    except ValidationError as error:
        raise InvalidFields(_sentences(error)) from None


def stored(settings: _Settings, before: _Settings, chosen: frozenset[str]) -> dict[str, Any]:
    """What to store: every field that somebody chose, now or earlier.

    Args:
        before: as it was in force until now, defaults included.
        chosen: the fields that are stored already.
    """
    changed = {
        name
        for name in type(settings).model_fields
        if getattr(settings, name) != getattr(before, name)
    }
    return settings.model_dump(mode="json", include=set(chosen | changed))


def _sentences(error: ValidationError) -> dict[str, str]:
    said: dict[str, str] = {}
    for each in error.errors():
        field = str(each["loc"][0]) if each["loc"] else ""
        own = each["ctx"]["error"] if each["type"] == "value_error" else None
        said.setdefault(
            field, str(own) if own else SENTENCES.get(field, "Engage has no such setting.")
        )
    return said
