"""What every test gets: a clean environment, and no reach beyond this machine."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpcore2
import pytest
import structlog
from hypothesis import settings

pytest_plugins = ["tests.integration.network"]

OURS = (
    "ENGAGE_",
    "SLACK_",
    "OPENAI_",
    "BLUESKY_",
    "X_",
    "META_",
    "GRAPH_",
    "LANGSMITH_",
    "LANGCHAIN_",
    "DATABASE_",
    "REDIS_",
)
KEPT = {"ENGAGE_SPECS", "ENGAGE_SEED", "ENGAGE_RUNS"}
# The same examples in every run, so that a red run is the fault of a change;
# `make prove` looks for new ones, and twice as many. However slow the machine is.
settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("repeatable")

# Whom TLS trusts: 20 ms to read, for each of a thousand clients that speak plain HTTP.
httpcore2.default_ssl_context = cache(httpcore2.default_ssl_context)

LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the person who runs the tests reaches them."""
    for name in list(os.environ):
        if name.startswith(OURS) and name not in KEPT:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def own_log() -> Iterator[None]:
    """A program run within a test logs to that test's stderr, which is closed with it."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True, scope="session")
def loopback_only() -> Iterator[None]:
    """Refuse every connection that leaves this machine, whoever opens it."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def checked(address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"a test tried to reach {address[0]}")

    def guarded(self: socket.socket, address: Any) -> None:
        checked(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        checked(address)
        return connect_ex(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign]
    socket.socket.connect_ex = guarded_ex  # type: ignore[method-assign]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
