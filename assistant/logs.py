"""Structured logs: ids, kinds and times; never message text, never a secret.

What an error says may repeat what it stumbled over: a comment, a row, a token. So of an error that
nobody foresaw the log has its kind and its place, also where a library logs it.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from traceback import format_tb
from types import TracebackType

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_NOISY = ("httpx", "httpx2", "httpcore", "openai", "slack_bolt", "slack_sdk", "aiohttp.access")

_SAID_BY_US = ("psycopg.pool",)
"""Whose warnings stand in our own log already (`queue.unreachable`, `database.not_ready`)."""

_Info = tuple[type[BaseException], BaseException, TracebackType | None]


def quiet(level: str) -> None:
    """Set up logging for a program: JSON lines on stderr, readable lines in a terminal.

    Args:
        level: "debug", "info", "warning" or "error"; anything else counts as "info".
    """
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    stamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    errors = structlog.processors.ExceptionRenderer(places)
    render: Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    _libraries(max(number, logging.WARNING), [stamp, errors], render)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            stamp,
            errors,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def places(exc_info: _Info) -> str:
    """Of an error and of what caused it, the kinds and where in the code; nothing that they say.

    PostgreSQL's errors keep their code (`sqlstate`), which tells what was wrong and not with what.
    """
    return "\n".join(_chain(exc_info[1], set()))


def _chain(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and id(cause) not in seen:
        yield from _chain(cause, seen)
    code = getattr(error, "sqlstate", None)
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    yield f"{kind} {code}" if isinstance(code, str) else kind
    yield "".join(format_tb(error.__traceback__)).rstrip()
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            if id(each) not in seen:
                yield from _chain(each, seen)


def _libraries(level: int, processors: list[Processor], render: Processor) -> None:
    """What libraries log by Python's own means, in the same form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _first_line,
                *processors,
                render,
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SAID_BY_US:
        logging.getLogger(name).setLevel(logging.ERROR)


def _first_line(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Behind it asyncio puts the error itself, with its words."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event
