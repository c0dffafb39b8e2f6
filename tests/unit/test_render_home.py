"""The Home tab and the modals stay within Slack's limits, whatever is in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.community.accounts import Account, AccountRef, Platform
from assistant.community.business_hours import BusinessHours
from assistant.community.clearances import Clearance, Hindrance
from assistant.community.comparisons import Comparison
from assistant.community.facts import Direction
from assistant.community.measures import counted, nothing, share
from assistant.community.overview import Glance, checks_chart, checks_table, replies_chart
from assistant.community.period_words import parse_period
from assistant.community.periods import before
from assistant.community.rights import Act
from assistant.community.scorecard import scorecard
from assistant.community.settings import AccountSettings, WorkspaceSettings
from assistant.community.side_by_side import NOT_DRAWN
from assistant.desk.disconnecting import Parted
from assistant.desk.overseeing import Overview
from assistant.explain import secret_word
from assistant.ports import Deed, Kept, ManagedBy, Manager
from handlers import ids
from handlers.render import (
    acts,
    connect_form,
    disconnect_form,
    modals,
    settings_forms,
)
from handlers.render.home import home_tab
from handlers.render.home_accounts import SHOWN
from playground.blocks import check_blocks
from tests.fakes import NOW, account
from tests.scenario.payload_checks import check_view

WEEK = parse_period("last 7 days", "UTC", NOW)
ODD = ["x" * 400, "<!channel>", "a|b>", "`*_~", "🎉" * 60, "مرحبا", " ", "a\nb\u202e"]


def compared(metric: str, hits: int | None = 17, direction: Direction | None = "up") -> Comparison:
    none = "nobody wrote to us then"
    now = nothing(metric, none) if hits is None else share(metric, hits, 40, none=none)
    return Comparison(now, share(metric, 10, 40, none=none), WEEK, before(WEEK), direction)


def glance(handle: str = "acme.example", **more: Any) -> Glance:
    checks = scorecard(compared)
    return Glance(
        replace(account(handle), **more),
        checks,
        counted("open_items", 3),
        tuple(map(float, range(14))),
    )


def overview(*glances: Glance, manages: bool = True, **more: Any) -> Overview:
    return Overview(
        glances=glances,
        period=WEEK,
        days=tuple(f"{day} Nov" for day in range(9, 23)),
        settings=WorkspaceSettings(),
        managed=ManagedBy("U1", ()),
        may=frozenset(Act) if manages else frozenset({Act.SEE_HOME}),
        now=NOW,
        **more,
    )


def held(view: dict[str, Any]) -> str:
    """The view as text, after both validators took it."""
    check_view(view)
    assert check_blocks(view["blocks"], view["type"]) == []
    return repr(view)


@pytest.mark.parametrize("count", [0, 1, 2, SHOWN, SHOWN + 1, 60, 300])
@pytest.mark.parametrize("manages", [True, False])
def test_any_number_of_accounts_fits(count: int, manages: bool) -> None:
    """Also when every one of them has lost its sign-in."""
    many = [glance(f"{'x' * 50}{n}.example", trouble="ReconnectNeeded") for n in range(count)]
    told = overview(*many, manages=manages)
    past = [each.account for each in many]

    for text in (held(home_tab(told, past)), held(home_tab(told, past, plainer=True))):
        assert all(each.account.ref.handle in text for each in many)
        assert (ids.CONNECT in text, ids.RECONNECT in text) == (manages, manages and count > 0)


@settings(max_examples=40, deadline=None)
@given(
    handle=st.sampled_from(ODD) | st.text(max_size=80),
    url=st.sampled_from(["https://a.example/x", "https://a.example/|b>", "javascript:x", ""]),
    hits=st.none() | st.integers(0, 40),
    trouble=st.none() | st.sampled_from(["RateLimited", "ReconnectNeeded", "Unheard"]),
)
def test_whatever_a_platform_calls_an_account(
    handle: str, url: str, hits: int | None, trouble: str | None
) -> None:
    """It pings nobody and breaks nothing."""
    one = glance(url=url, trouble=trouble)
    ref = replace(one.account.ref, handle=handle)
    checks = scorecard(lambda metric: compared(metric, hits, None))
    told = overview(replace(one, account=replace(one.account, ref=ref), checks=checks))

    assert "<!channel" not in held(home_tab(told)) + held(home_tab(told, plainer=True))


def test_no_figure_without_a_measure() -> None:
    """A check without a value is no data, and is not drawn."""
    checks = scorecard(lambda metric: compared(metric, None, None))
    none = replace(glance(), checks=checks, replies=(), waiting=None)

    text = held(home_tab(overview(none)))

    assert text.count("'no data'") == 10  # five results and five values
    assert "data_visualization" not in text
    assert checks_chart([none]) is None


def test_accounts_of_one_name_on_two_platforms_are_told_apart() -> None:
    """A line for each, and no bar drawn over another one's."""
    on_mastodon = AccountRef(Platform.MASTODON, "acme.example")
    both = (glance(), glance(id="b", ref=on_mastodon))
    checks, replies = checks_chart(both), replies_chart(both, ["9 Nov"] * 14)

    assert checks is not None
    assert replies is not None
    names = ["bluesky:acme.example", "mastodon:acme.example"]
    assert [[each.name for each in chart.series] for chart in (checks, replies)] == [names, names]
    table = checks_table(both, "en")
    assert table is not None
    assert {row[0] for row in table.rows} == set(names)


def test_bars_of_x_stand_beside_no_other_platform_s() -> None:
    """They are in the table, and a sentence says once why they are not drawn."""
    on_x = glance(id="b", ref=AccountRef(Platform.X, "acme"))
    both = (glance("one.example"), on_x)
    charts = [checks_chart(both), replies_chart(both, ["9 Nov"] * 14)]

    lines = [[each.name for each in chart.series] for chart in charts if chart]
    assert lines == [["one.example"], ["one.example"]]
    table = checks_table(both, "en")
    assert table is not None
    assert {row[0] for row in table.rows} == {"one.example", "acme"}
    for plainer in (False, True):
        assert held(home_tab(overview(*both), plainer=plainer)).count(NOT_DRAWN) == 1
    assert NOT_DRAWN not in held(home_tab(overview(on_x)))
    alone = checks_chart([on_x])
    assert alone is not None
    assert alone.series[-1].values


def test_an_account_that_was_never_read_shows_no_scorecard() -> None:
    text = held(home_tab(overview(Glance(account(synced_at=None)))))

    assert "not read yet" in text
    assert "How it goes" not in text


PEOPLE = tuple(f"U{number:09d}" for number in range(50))
WHOLE = AccountSettings(
    channel_id="C1",
    target_hours=0.25,
    counted_in="business",
    hours=BusinessHours(week={"Monday": "09:00-17:00"}, zone="Europe/Berlin", country="DE"),
    approver_ids=PEOPLE,
    lead_id="U1",
)
ACME: Account = account()


def test_forms_hold_what_was_set() -> None:
    """Everything set, and nothing set."""
    quiet = {"quiet_from": "20:00", "quiet_to": "08:00", "daily_tokens": 5000}
    held(settings_forms.workspace_settings(Kept(WorkspaceSettings(), 1)))
    held(settings_forms.workspace_settings(Kept(WorkspaceSettings(**quiet), 2), "A sentence."))
    noted = WorkspaceSettings(note_channel_id="C7", note_account_ids=(ACME.id, "gone"))
    chosen = held(settings_forms.workspace_settings(Kept(noted, 3), accounts=[ACME]))
    assert "'initial_conversation': 'C7'" in chosen
    assert "note_account_ids@3" in chosen
    assert "'initial_options'" in chosen
    assert "gone" not in chosen
    held(settings_forms.account_settings(ACME, Kept(AccountSettings(), 1)))
    text = held(settings_forms.account_settings(ACME, Kept(WHOLE, 7), "A sentence."))

    assert "Monday 09:00-17:00" in text
    assert "'initial_value': '0.25'" in text
    assert "approver_ids@7" in text


def test_people_and_rights_of_many() -> None:
    named = tuple(Manager(each, "U1", NOW) for each in PEOPLE * 4)
    accounts = [(account(f"a{n}.example"), PEOPLE) for n in range(80)]

    many = held(modals.people(ManagedBy("U1", named), accounts, "A sentence."))
    nobody = held(modals.people(ManagedBy(None, ()), []))

    assert "A sentence." in many
    assert f"<@{PEOPLE[0]}>" in many
    assert many.count(ids.ACCOUNT_SETTINGS) == modals.ACCOUNTS_LISTED
    assert "Today these manage: the admins of this workspace." in nobody
    assert ids.ACCOUNT_SETTINGS not in nobody


@pytest.mark.parametrize("platform", [name for name, _ in connect_form.PLATFORMS])
@pytest.mark.parametrize("link", [True, False])
def test_the_form_that_connects(platform: str, link: bool) -> None:
    text = held(connect_form.connect(platform, link=link))

    title, ways = dict(connect_form.PLATFORMS)[platform], connect_form.WAYS[platform]
    page_only = platform in connect_form.MAKERS
    assert (f"No account of {title} can be connected here yet" in text) is (page_only and not link)
    if ways.secret is None:
        assert ids.block_of("secret", platform) not in text
    else:
        secret = connect_form.small(ways.secret)
        assert secret == secret_word(platform)
        assert (ids.block_of("secret", platform) in text) is (link or not page_only)
        assert (f"Or leave the {secret} empty, and sign in on {title}'s" in text) is link
    assert ("Enter a code" in text) is link
    held(connect_form.connect(platform, handle="x" * 5_000, fixed=True, note="A sentence."))
    held(connect_form.sign_in_page("Bluesky", "https://engage.example/connect/bluesky"))
    new = held(connect_form.connected(replace(ACME, synced_at=None)))
    known = held(connect_form.connected(ACME))
    assert "the first reading of a busy account" in new
    assert "It was here before" in known


def test_disconnecting_and_its_reports() -> None:
    held(disconnect_form.disconnect(ACME, past=False))
    held(disconnect_form.disconnect(ACME, past=True))
    held(disconnect_form.report(Parted(ACME), erased=False))
    held(disconnect_form.report(Parted(ACME, {"posts": 3}), erased=True))
    said = held(disconnect_form.report(Parted(ACME, signed_out=False), erased=False))
    assert "Bluesky did not confirm that the sign-in is over" in said
    assert "nothing that Engage had read" in held(disconnect_form.report(Parted(ACME), erased=True))


def test_every_act_has_words() -> None:
    """Also with values of every kind, and with those of a later version."""
    at = datetime(2026, 11, 22, tzinfo=UTC)
    detail = {
        "hours": [None, {"week": {"Tuesday": "9:00-17:00", "Monday": "9:00-17:00"}}],
        "approver_ids": [[], ["U1", "U2"]],
        "lead_id": ["U1", None],
        "channel_id": [None, "C1"],
        "something_new": "x" * 500,
    }
    deeds = [Deed(act, "U1", at - timedelta(minutes=n), "id", detail) for n, act in enumerate(Act)]

    text = held(acts.recent_acts(deeds, {}, older="later"))

    assert set(acts.SAID) == set(Act)
    assert "Monday-Tuesday 9:00-17:00" in text
    assert "<@U1>, <@U2>" in text
    held(acts.recent_acts([], {}))


def test_an_account_of_which_it_is_not_known_what_was_deleted_says_so_with_the_way_on() -> None:
    known = Clearance(NOW - timedelta(days=1), hindrance=Hindrance.BUDGET)
    seen = glance()

    text = held(home_tab(overview(seen, uncleared={seen.account.id: known})))

    assert "I have not been able to see what was deleted" in text
    assert "X_BEARER_TOKEN" in text
    assert "deleted" not in held(home_tab(overview(seen)))
