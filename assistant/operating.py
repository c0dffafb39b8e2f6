"""Figures for whoever runs Engage, as Prometheus reads them. No workspace, account or person in any
label: how a team uses Engage is the team's own business.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from assistant.community.answers import Answer
from assistant.ports.observing import Backlog

ANSWER_BUCKETS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 90.0, 300.0)
"""Seconds; an answer may take 90 by default, and much longer after an outage."""


class OperatingFigures:
    """Implements `ports.observing.Observer`; counts for this process, since its start.

    Attributes:
        registry: where everything is kept until it is read.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = self._counter(
            "engage_answers", "Runs that ended: answered, failed, stopped, or put off for later",
            "outcome",
        )  # fmt: skip
        self._answer_s = Histogram(
            "engage_answer_seconds",
            "Seconds from a question to its answer",
            registry=self.registry,
            buckets=ANSWER_BUCKETS,
        )
        self._composed = self._counter(
            "engage_composed", "Answers by who wrote them: model, offline, or fallback", "composer"
        )
        self._tokens = self._counter("engage_model_tokens", "Tokens, as the model counts", "way")
        # Looked up once: a label costs as much as the count itself.
        self._answered = self._answers.labels("answered")
        self._composers = {
            name: self._composed.labels(name) for name in ("model", "offline", "fallback")
        }
        self._tokens_in, self._tokens_out = map(self._tokens.labels, ("in", "out"))
        self._held = self._counter("engage_held_sentences", "Sentences the gate held back")
        self._sweeps = self._counter(
            "engage_sweeps", "Readings of accounts by this process, by how they ended", "outcome"
        )
        self._accounts = self._gauge("engage_accounts", "Connected accounts", "trouble")
        self._runs = self._gauge("engage_open_runs", "Questions without an answer", "state")
        self._jobs = self._gauge("engage_jobs", "Background jobs", "state")
        self._ages = self._gauge("engage_oldest_seconds", "Age of what waits longest", "what")
        self._database = self._gauge("engage_database_up", "Whether PostgreSQL answers")

    def answered(self, answer: Answer, waited_s: float) -> None:
        """See the port."""
        self._answered.inc()
        self._answer_s.observe(max(0.0, waited_s))
        offline = "fallback" if answer.fallback else "offline"
        self._composers[offline if answer.composer == "offline" else "model"].inc()
        self._tokens_in.inc(answer.usage.input_tokens or 0)
        self._tokens_out.inc(answer.usage.output_tokens or 0)
        self._held.inc(len(answer.held))

    def unanswered(self, outcome: str) -> None:
        """See the port."""
        self._answers.labels(outcome).inc()

    def swept(self, outcome: str) -> None:
        """One account was read: "done", "cut", or the class of the error it ended in."""
        self._sweeps.labels(outcome).inc()

    def waiting(self, backlog: Backlog | None) -> None:
        """Take over what waits; None while the database does not tell."""
        for gauge in (self._accounts, self._runs, self._jobs, self._ages):
            gauge.clear()
        self._database.set(backlog is not None)
        if backlog is None:
            return
        for gauge, counts in (
            (self._accounts, {"none": 0, **backlog.accounts}),
            (self._runs, {"asked": 0, "answering": 0, **backlog.runs}),
            (self._jobs, {"waiting": 0, "running": 0, "failed": 0, **backlog.jobs}),
        ):
            for label, count in counts.items():
                gauge.labels(label).set(count)
        self._ages.labels("account").set(backlog.oldest_account_s)
        self._ages.labels("run").set(backlog.oldest_run_s)
        self._ages.labels("job").set(backlog.oldest_job_s)

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(name, told, labels, registry=self.registry)

    def _gauge(self, name: str, told: str, *labels: str) -> Gauge:
        return Gauge(name, told, labels, registry=self.registry)
