"""What a run may use up, and what it has used."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.community.answers import Usage
from assistant.errors import RunLimitReached

DAILY = "daily tokens"
"""The limit of a workspace and day, as `RunLimitReached` names it."""

_CHARACTERS_PER_TOKEN = 4
"""A rough English average, used only where the server does not count."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one run.

    Attributes:
        model_calls: rounds of the model; retries of one round are bounded by `retries`.
        tool_calls: over all rounds; calls beyond it are refused, and the model must answer.
        tokens: in and out together; the workspace's daily rest may be smaller and then counts.
        characters: of an answer; a model that goes on longer is stopped.
        seconds: for everything the model and its tools do.
        tool_seconds: for one tool call, a refresh included.
        refresh_seconds: for bringing one account up to date before reading it.
        repairs: failed sentences that get a second chance.
        repair_seconds: how long later sentences wait for one repair.
        retries: of one request to the model, when its failure may pass.
        retry_delay_s: before the first retry; doubles.
        offline_seconds: for the offline composer, on top, when the model failed.
    """

    model_calls: int = 8
    tool_calls: int = 16
    tokens: int = 60_000
    characters: int = 8_000
    seconds: float = 90.0
    tool_seconds: float = 40.0
    refresh_seconds: float = 20.0
    repairs: int = 3
    repair_seconds: float = 5.0
    retries: int = 2
    retry_delay_s: float = 0.5
    offline_seconds: float = 45.0


class Meter:
    """Counts what a run uses.

    Args:
        limits: of the run.
        tokens_left: of the workspace's day.
    """

    def __init__(self, limits: Limits, tokens_left: int) -> None:
        self.limits = limits
        self._allowance = min(limits.tokens, tokens_left)
        self._limit = DAILY if tokens_left < limits.tokens else "tokens"
        self._spent = 0
        self._sent = 0
        self.model_calls = 0
        self.tool_calls = 0
        self.input_tokens: int | None = None
        self.output_tokens: int | None = None

    def check(self) -> None:
        """Refuse another model call when the tokens are used up.

        Raises:
            RunLimitReached: "daily tokens" of the workspace, or "tokens" of this run.
        """
        if self._spent >= self._allowance:
            raise RunLimitReached(self._limit)

    def begin(self, characters: int) -> None:
        """A request to the model begins; `characters` is the length of what is sent.

        One before it that never ended was cut: the server has read it, and will want its pay.
        """
        self._spent += self._sent // _CHARACTERS_PER_TOKEN
        self.model_calls += 1
        self._sent = characters

    def end(self, used: tuple[int, int] | None, characters: int) -> None:
        """It was answered.

        Args:
            used: tokens in and out as the server counted them. None where it does not tell: then
                the limit goes by a guess, and the answer's usage stays None.
            characters: length of what was received.
        """
        sent, self._sent = self._sent, 0
        if used is None:
            self._spent += (sent + characters) // _CHARACTERS_PER_TOKEN
            return
        self._spent += sum(used)
        self.input_tokens = (self.input_tokens or 0) + used[0]
        self.output_tokens = (self.output_tokens or 0) + used[1]

    def usage(self, seconds: float) -> Usage:
        """What was used, as stored with the answer."""
        return Usage(
            model_calls=self.model_calls,
            tool_calls=self.tool_calls,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            charged_tokens=self._spent + self._sent // _CHARACTERS_PER_TOKEN,
            seconds=seconds,
        )
