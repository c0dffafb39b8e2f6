"""A server that speaks Mastodon's API, in seven makes: stateful, on loopback, driven over HTTP.

It imitates what Mastodon's documentation promises (https://docs.joinmastodon.org) and what other
servers are known to do differently; `flavours` names the source of each difference. `Mastodon.py`,
a client that nobody here wrote, is run against it beside our own connector.
"""

from tests.doubles.mastodon.flavours import FLAVOURS, Flavour
from tests.doubles.mastodon.server import Fault, MastodonServer
from tests.doubles.mastodon.world import Account, Status

__all__ = ["FLAVOURS", "Account", "Fault", "Flavour", "MastodonServer", "Status"]
