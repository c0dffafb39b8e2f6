"""What the modals of brand facts and of the voice say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

WHAT_FACTS_ARE = (
    "What replies may rest on: short, true, with a source. Drafts state no price, date or promise "
    "that is neither here nor in the thread."
)
WHAT_RULES_ARE = "How replies of this account should sound. Drafts follow these rules."
NO_FACTS = "There is no fact yet. A good first one is what people ask most."
NO_RULES = "There is no rule yet. Engage offers some once it has seen how you edit its drafts."
IMPORT = (
    "Paste a list, or name a page. In Markdown, a heading is a title and what stands below is the "
    "fact; in CSV, the columns are title, text, source and valid_until."
)
CHOOSE = "{count} found. Only what you tick becomes a fact."

EXAMPLE_TITLE = "Shipping times"
EXAMPLE_TEXT = "Orders leave our roastery within two working days."
EXAMPLE_SOURCE = "https://… or “Support handbook, page 4”"
EXAMPLE_LIST = "## Shipping times\nOrders leave within two working days."
EXAMPLE_RULE = "Say “you”, never “customers”."

FIELDS: Mapping[str, tuple[str, str | None, bool]] = MappingProxyType(
    {
        "title": ("Title", None, False),
        "text": ("The fact", "One thing, said once", False),
        "source": ("Where it comes from", "A link, a document, or who said so", False),
        "valid_until": ("Holds until", "Empty: as long as nobody changes it", True),
        "account": ("Holds for", None, False),
        "kind": ("What it is", None, False),
        "list": ("The list", "For Markdown and CSV; up to 3,000 characters at once", True),
        "origin": ("Where the list comes from", "For facts that name no source of their own", True),
        "url": ("Address of the page", "Nothing is added before you have chosen", True),
        "leaning": ("Do or do not?", None, False),
        "rule": ("The rule", None, False),
    }
)
"""Label, hint and whether it may stay empty, by field."""
