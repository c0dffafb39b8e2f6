"""Every name that Meta's double serves stands in Meta's own tables (library `facebook-business`).

Nobody here wrote those: they are made from Meta's specification of Graph API v26.0. A field or
parameter that our connectors ask for and that does not exist there would fail against Meta and
pass against a double that invented it.
"""

from __future__ import annotations

import pytest

from tests.doubles.meta import Call
from tests.doubles.meta.edges import EDGES
from tests.doubles.meta.insights import MEDIA_METRICS
from tests.doubles.meta.nodes import Container
from tests.doubles.meta.shapes import KINDS, TABLES
from tests.peers.meta_names import ELSEWHERE, edges, fields, instagram_metrics, params, unknown

SERVED = [kind for kind in TABLES if kind is not Container]


@pytest.mark.parametrize("kind", SERVED, ids=lambda kind: KINDS[kind])
def test_every_field_of_the_double_is_one_of_metas(kind: type) -> None:
    name = KINDS[kind]
    assert TABLES[kind].keys() <= fields(name) | ELSEWHERE[name, "fields"]


def test_every_edge_of_the_double_is_one_of_metas() -> None:
    for kind, edge in EDGES:
        name = KINDS[kind]
        assert edge in edges(name) | ELSEWHERE[name, "edges"], (name, edge)


def test_every_figure_of_instagram_is_one_of_metas() -> None:
    assert set(MEDIA_METRICS) <= instagram_metrics()


def test_what_does_not_exist_is_told_from_what_does() -> None:
    assert "message" in fields("PagePost")
    assert "likes_total" not in fields("PagePost")
    assert "message" in params("PagePost", "comments", "POST")
    assert "text_of_it" not in params("PagePost", "comments", "POST")
    assert "reactions" in edges("PagePost")
    assert "fans" not in edges("Page")


def test_a_request_that_names_something_else_is_caught() -> None:
    sound = Call(
        "POST",
        "/{Page}/feed",
        params=frozenset({"appsecret_proof"}),
        body=frozenset({"message", "attached_media[0]"}),
        edge=("Page", "feed"),
    )
    read = Call("GET", "/{PagePost}", fields={("PagePost", "message"), ("PagePost", "comments")})
    hide = Call("POST", "/{Comment}", body=frozenset({"is_hidden"}))
    assert unknown([sound, read, hide]) == set()
    wrong = Call("GET", "/{PagePost}", fields={("PagePost", "likes_total")})
    assert unknown([wrong]) == {"PagePost.likes_total"}
    sent = Call("POST", "/{Comment}", body=frozenset({"is_hidden", "hide"}))
    assert unknown([sent]) == {"POST /{Comment} hide"}
