"""Connecting accounts in a modal: by a secret, or on the platform's own page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.community.accounts import Platform
from assistant.community.rights import Act
from handlers import ids
from playground.slack import SlackDouble
from tests.scenario.connecting import RIGHT
from tests.scenario.rooms import Room, errors_of
from tests.scenario.running import SECRET, Engage, Stores, settle


@pytest.fixture
async def anna(slack: SlackDouble, engage: Engage) -> Room:
    """A manager at the Home tab of a workspace without accounts."""
    return await Room(slack, engage, slack.add_person("Anna", admin=True)).enter()


def connected(stores: Stores) -> list[str]:
    return [str(each.ref) for each in stores.accounts.connected]


async def test_bluesky_by_app_password(anna: Room, slack: SlackDouble, stores: Stores) -> None:
    """It is connected, noted, shown, and read behind."""
    await anna.press(ids.CONNECT)

    await anna.fill(Handle="@acme.example", App_password=RIGHT)

    assert connected(stores) == ["bluesky:acme.example"]
    assert "is connected" in anna.shown
    assert "acme.example" in anna.home
    (deed,) = [deed for _, deed in stores.acts.done]
    assert (deed.act, deed.detail) == (Act.CONNECT, {"account": "bluesky:acme.example"})
    assert stores.freshener.asked == ["bluesky:acme.example"]


@pytest.mark.parametrize(
    ("typed", "platform"),
    [("connect", "bluesky"), ("connect X", "x"), ("connect mastodon", "mastodon")],
)
async def test_the_form_is_opened_by_a_command_too(
    anna: Room, slack: SlackDouble, typed: str, platform: str
) -> None:
    """As the button in the Home tab does, for the platform that was named."""
    channel = slack.add_channel("general", anna.person)
    await slack.command(anna.person, channel, "/engage", typed)
    await settle(slack, anna.engage)

    assert "Connect account" in anna.shown
    assert f'"platform": "{platform}"' in anna.shown


async def test_whoever_does_not_manage_is_told_so_by_the_command(
    slack: SlackDouble, engage: Engage, anna: Room
) -> None:
    ben = await Room(slack, engage, slack.add_person("Ben")).enter()
    channel = slack.add_channel("general", ben.person)
    await slack.command(ben.person, channel, "/engage", "connect")
    await settle(slack, engage)

    assert "Only managers of Engage can connect accounts" in ben.shown


async def test_mastodon_by_access_token(anna: Room, stores: Stores) -> None:
    """Choosing it shows its own fields, empty ones."""
    await anna.press(ids.CONNECT)

    await anna.press_in_modal(ids.PLATFORM, "mastodon")
    assert set(anna.fields) == {"Platform", "Handle", "Access token"}
    await anna.fill(Handle="@acme@example.social", Access_token=RIGHT)

    assert connected(stores) == ["mastodon:@acme@example.social"]


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "a wrong secret": (
        {"Handle": "acme.example", "App password": SECRET},
        "secret",
        "does not accept this handle with this app password",
    ),
    "an unknown handle": ({"Handle": "nobody.example", "App password": RIGHT}, "handle", "no account"),
    "no handle at all": ({"Handle": " ", "App password": RIGHT}, "handle", "platform:handle"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_wrong_is_said_at_its_field(anna: Room, stores: Stores, name: str) -> None:
    typed, field, words = WRONG[name]
    await anna.press(ids.CONNECT)

    wrong = errors_of(await anna.fill_in(typed))

    assert list(wrong) == [field]
    assert words in wrong[field]
    assert connected(stores) == []


async def test_a_platform_that_is_away(anna: Room, engage: Engage) -> None:
    engage.platforms.down = True
    await anna.press(ids.CONNECT)

    wrong = errors_of(await anna.fill(Handle="acme.example", App_password=RIGHT))

    assert "Bluesky cannot be reached right now" in wrong["handle"]


async def test_a_mastodon_handle_without_its_server(anna: Room) -> None:
    await anna.press(ids.CONNECT)
    await anna.press_in_modal(ids.PLATFORM, "mastodon")

    wrong = errors_of(await anna.fill(Handle="acme", Access_token=RIGHT))

    assert "with its server" in wrong["handle"]


async def test_no_secret_is_kept_anywhere_but_in_the_sign_in(
    anna: Room, slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Not in what was noted, in no view, no call, no log (the fixture looks)."""
    await anna.press(ids.CONNECT)
    await anna.fill(Handle="acme.example", App_password=SECRET)
    await anna.fill(Handle="acme.example", App_password=RIGHT)

    assert engage.platforms.tried == [SECRET, RIGHT]
    for secret in (SECRET, RIGHT):
        assert secret not in repr(stores.acts.done)
        assert secret not in repr([call.arguments for call in slack.calls])
        bodies = [reply.body for each in slack.deliveries.log for reply in each.replies]
        assert secret not in repr(bodies)


async def test_signing_in_on_the_platforms_own_page(
    anna: Room, slack: SlackDouble, engage: Engage, stores: Stores
) -> None:
    """Offered only where there are links; the secret may then stay empty."""
    await anna.press(ids.CONNECT)
    assert "own page" not in anna.shown
    assert not (await anna.fill(Handle="acme.example")).ok  # the field is required
    await slack.dismiss(anna.person, anna.modal)
    engage.links.platforms = {Platform.BLUESKY}

    await anna.press(ids.CONNECT)
    assert "own page" in anna.shown
    await anna.fill(Handle="acme.example")

    assert "https://engage.example/connect/bluesky?ticket=one" in anna.shown
    team = slack.workspace.team_id
    assert engage.links.made == [(team, anna.person.id, Platform.BLUESKY, "acme.example")]
    assert connected(stores) == []
    await anna.press_in_modal(ids.SIGN_IN_LINK)
    assert len(anna.modals) == 1


async def test_reconnecting_keeps_the_account(
    anna: Room, slack: SlackDouble, stores: Stores
) -> None:
    """The form names it; the trouble is gone afterwards."""
    account = stores.connect("acme.example", slack.workspace.team_id)
    stores.accounts.connected[-1] = replace(account, trouble="ReconnectNeeded", signed_in=True)
    await anna.enter()

    await anna.press(ids.RECONNECT)
    assert anna.fields["Handle"] == "acme.example"
    assert "Platform" not in anna.fields
    await anna.fill(App_password=RIGHT)

    (kept,) = stores.accounts.connected
    assert (kept.id, kept.trouble) == (account.id, None)
    assert "does not work any more" not in anna.home
