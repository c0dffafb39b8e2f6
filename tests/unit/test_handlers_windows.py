"""Forms as they come back: what was typed stands in them again."""

from __future__ import annotations

from typing import Any

from handlers.render import blocks as kit
from handlers.render import inputs
from handlers.render.inputs import Field
from handlers.render.settings_forms import noted
from handlers.windows import submitted
from playground.forms import values_of
from tests.scenario.payload_checks import check_view

OPTIONS = (("en", "English"), ("de", "German"))
FORM = kit.form(
    "a_form",
    "A form",
    "Save",
    [
        kit.section("What it is for."),
        inputs.text(Field("zone@1", "Zone"), "UTC"),
        inputs.number(Field("months@1", "Months"), 13),
        inputs.choice(Field("language@1", "Language"), OPTIONS, "en"),
        inputs.time_of_day(Field("quiet@1", "Quiet from", optional=True), "22:00"),
        inputs.people(Field("who@1", "Who"), ["U1"], most=9),
        inputs.person(Field("lead@1", "Lead"), "U1"),
        inputs.channel(Field("room@1", "Room"), "C1"),
        inputs.text(Field("secret@1", "Secret")),
    ],
    {"version": "1"},
)
TYPED: dict[str, Any] = {
    "Zone": "Mars",
    "Months": "99",
    "Language": "de",
    "Quiet from": None,
    "Who": ["U2", "U3"],
    "Lead": "U2",
    "Room": "C2",
    "Secret": "abcd-efgh",
}


def sent(form: dict[str, Any], typed: dict[str, Any]) -> dict[str, Any]:
    """The `view_submission` of a form, as Slack sends it."""
    view = form | {"id": "V1", "state": {"values": values_of(form["blocks"], typed)}}
    return {"user": {"id": "U1"}, "view": view}


def test_every_field_keeps_what_was_typed_but_secrets() -> None:
    """Also one that was emptied; name, buttons and memory are those of the form."""
    (note,) = noted("Mars is no time zone.")
    again = submitted(sent(FORM, TYPED)).again(note)

    check_view(again)
    assert "Mars is no time zone." in str(again["blocks"][0])
    left = {**TYPED, "Secret": None}
    assert values_of(again["blocks"]) == values_of(FORM["blocks"], left)
    assert {**FORM, "blocks": again["blocks"]} == again


def test_one_note_at_a_time() -> None:
    """The second try takes the first one's note away."""
    (first,), (second,) = noted("First."), noted("Second.")
    once = submitted(sent(FORM, TYPED)).again(first)
    twice = submitted(sent(once, {})).again(second)

    assert "First." not in str(twice)
    assert len(FORM["blocks"]) + 1 == len(twice["blocks"])
