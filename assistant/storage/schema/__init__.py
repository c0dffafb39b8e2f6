"""The tables of PostgreSQL. Every one carries `workspace_id` and is closed to other workspaces.

The row-level security that closes them is written in the migrations; a test goes through
`METADATA` and fails on a table without it. Times are `timestamptz`, days are UTC dates. Ids of
platforms are text as the platform gives them; ids of ours are UUIDs, passed as text.
"""

from assistant.storage.schema.accounts import ACCOUNT, CREDENTIAL, REGISTRATION, SIGN_IN
from assistant.storage.schema.base import METADATA
from assistant.storage.schema.brand import (
    BRAND_FACT,
    DISMISSAL,
    HIT,
    SAVED_SEARCH,
    VOICE_RULE,
)
from assistant.storage.schema.costs import CLEARING, COST_DAY, COST_NOTICE
from assistant.storage.schema.give import (
    ALERT,
    JOINED,
    NOTE,
    NOTE_PLAN,
    OPT_OUT,
    POST_IMAGE,
    POST_LABEL,
    SPOTLIGHT,
    STUDIO,
)
from assistant.storage.schema.records import (
    AUTHOR_DAY,
    INTERACTION,
    PERSON,
    POST,
    ROLLUP_HOUR,
    ROLLUP_POST,
    SNAPSHOT,
)
from assistant.storage.schema.respond import AUDIT, DRAFT, ITEM, ITEM_PART, WISH
from assistant.storage.schema.runs import RATING, RUN
from assistant.storage.schema.workspaces import ACT, INSTALLATION, MANAGER, WORKSPACE

__all__ = [
    "ACCOUNT",
    "ACT",
    "ALERT",
    "AUDIT",
    "AUTHOR_DAY",
    "BRAND_FACT",
    "CLEARING",
    "COST_DAY",
    "COST_NOTICE",
    "CREDENTIAL",
    "DISMISSAL",
    "DRAFT",
    "HIT",
    "INSTALLATION",
    "INTERACTION",
    "ITEM",
    "ITEM_PART",
    "JOINED",
    "MANAGER",
    "METADATA",
    "NOTE",
    "NOTE_PLAN",
    "OPT_OUT",
    "PERSON",
    "POST",
    "POST_IMAGE",
    "POST_LABEL",
    "RATING",
    "REGISTRATION",
    "ROLLUP_HOUR",
    "ROLLUP_POST",
    "RUN",
    "SAVED_SEARCH",
    "SIGN_IN",
    "SNAPSHOT",
    "SPOTLIGHT",
    "STUDIO",
    "VOICE_RULE",
    "WISH",
    "WORKSPACE",
]
