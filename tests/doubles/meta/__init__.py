"""A server that speaks Meta's Graph API: Facebook Pages and Instagram professional accounts.

Stateful, on loopback, driven over HTTP. It imitates what Meta's documentation promises; each part
names the page it goes by (all under https://developers.facebook.com/docs unless said). The names
of fields and parameters are held against Meta's own tables in the library `facebook-business`,
which nobody here wrote (tests/unit/test_meta_names.py).
"""

from tests.doubles.meta.calls import Call
from tests.doubles.meta.errors import GraphError
from tests.doubles.meta.faults import Fault
from tests.doubles.meta.server import MetaServer
from tests.doubles.meta.webhooks import Webhooks
from tests.doubles.meta.world import World

__all__ = ["Call", "Fault", "GraphError", "MetaServer", "Webhooks", "World"]
