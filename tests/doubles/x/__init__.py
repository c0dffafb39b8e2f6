"""X's API, version 2, in both of its dialects: stateful, on loopback, driven over HTTP.

It imitates what X's documentation promises (https://docs.x.com) and what developers have quoted;
each module names its sources. The official specifications are held against it, and against what our
connector asks of it, by the tests in `tests/peers/x_contract`, and X's own Python library reads its
answers in `tests/integration/test_x_models.py` and drives it in `test_x_client.py`.
"""

from tests.doubles.x.server import Fault, Logged, XServer
from tests.doubles.x.world import Post, User, World

__all__ = ["Fault", "Logged", "Post", "User", "World", "XServer"]
