"""What the use cases need from the outside, as Protocols. Adapters are named in `bootstrap` only.

Every method that leaves the process has a timeout inside the adapter and raises only errors of
`assistant.errors`. All times are aware UTC; all periods half-open.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from assistant.ports.installing import Arrival, InstalledApp, InstalledApps, Tickets
from assistant.ports.managing import (
    Acts,
    Deed,
    Kept,
    ManagedBy,
    Manager,
    Managers,
    Preferences,
)
from assistant.ports.platforms import (
    Capabilities,
    Connections,
    Credential,
    Renewal,
    SocialPlatform,
)
from assistant.ports.records import (
    Accounts,
    Applied,
    Batch,
    Freshener,
    Freshness,
    Progress,
    Records,
)
from assistant.ports.runs import Budget, Conversations, Runs
from assistant.ports.workspaces import Buckets, Directory, Once, Person, Workspace, Workspaces

Clock = Callable[[], datetime]
"""Tells the time, aware UTC. Injected, so that tests can hold it."""

__all__ = [
    "Accounts",
    "Acts",
    "Applied",
    "Arrival",
    "Batch",
    "Buckets",
    "Budget",
    "Capabilities",
    "Clock",
    "Connections",
    "Conversations",
    "Credential",
    "Deed",
    "Directory",
    "Freshener",
    "Freshness",
    "InstalledApp",
    "InstalledApps",
    "Kept",
    "ManagedBy",
    "Manager",
    "Managers",
    "Once",
    "Person",
    "Preferences",
    "Progress",
    "Records",
    "Renewal",
    "Runs",
    "SocialPlatform",
    "Tickets",
    "Workspace",
    "Workspaces",
]
