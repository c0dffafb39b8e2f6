"""Structured logs: ids, kinds and times; never message text, never a secret."""

from __future__ import annotations

import logging
import sys

import structlog

_NOISY = ("httpx", "httpx2", "httpcore", "openai", "slack_bolt", "slack_sdk", "aiohttp.access")

_SAID_BY_US = ("psycopg.pool",)
"""Whose warnings stand in our own log already (`queue.unreachable`, `database.not_ready`)."""


def quiet(level: str) -> None:
    """Set up logging for a program: JSON lines on stderr, readable lines in a terminal.

    Args:
        level: "debug", "info", "warning" or "error"; anything else counts as "info".
    """
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    logging.basicConfig(stream=sys.stderr, level=max(number, logging.WARNING), force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SAID_BY_US:
        logging.getLogger(name).setLevel(logging.ERROR)
    render: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
