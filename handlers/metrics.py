"""Figures for whoever runs Engage. No workspace and no person in any label."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from handlers.tasks import Tasks

ACK_BUCKETS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
"""Seconds; Slack waits for 3."""


class Figures:
    """What the Slack side counts.

    Args:
        registry: where the figures are kept until they are read at `/metrics`.
    """

    def __init__(self, registry: CollectorRegistry, tasks: Tasks) -> None:
        self.registry = registry
        self._requests = Counter(
            "engage_slack_requests", "Requests from Slack", ["status"], registry=registry
        )
        self._ack_s = Histogram(
            "engage_slack_ack_seconds",
            "Seconds until a request from Slack was answered",
            registry=registry,
            buckets=ACK_BUCKETS,
        )
        going = Gauge(
            "engage_background_tasks", "Answers and other work under way", registry=registry
        )
        going.set_function(lambda: len(tasks))

    def answered(self, status: int, seconds: float) -> None:
        """Count one request of Slack's."""
        self._requests.labels(str(status)).inc()
        self._ack_s.observe(seconds)
