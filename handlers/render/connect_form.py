"""The form that connects an account, or signs one in again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from handlers import ids
from handlers.render import blocks as kit
from handlers.render import inputs
from handlers.render.blocks import Block
from handlers.render.inputs import Field
from handlers.render.modals import done
from handlers.render.settings_forms import noted
from handlers.render.text import fold, mrkdwn

if TYPE_CHECKING:
    from assistant.community.accounts import Account

PLATFORMS = (
    ("bluesky", "Bluesky"),
    ("mastodon", "Mastodon"),
    ("x", "X"),
    ("facebook", "Facebook"),
    ("instagram", "Instagram"),
)

VISIBLE = "Slack has no hidden field: it can be read here until you press Connect."

ON_ITS_PAGE = "Or leave the {secret} empty, and sign in on {title}'s own page."

NOT_SET_UP = (
    "No account of {title} can be connected here yet: Engage needs an app of your own at {maker}, "
    "and an address that browsers reach. Whoever runs Engage finds the steps in docs/platforms.md, "
    "which comes with it."
)

WITH_A_CODE = (
    "*Enter a code* is for whoever signed in on {title}'s own page before and closed the window "
    "here: the last page there shows the code."
)

MAKERS: Mapping[str, str] = MappingProxyType({"x": "X", "facebook": "Meta", "instagram": "Meta"})
"""Where an app of one's own is needed, by platform."""

_OR_PASTED = (
    "Facebook's own page asks which Pages Engage may use. Whoever makes a Page access token "
    "instead, for example for a system user in Meta's business settings, pastes it here."
)


@dataclass(frozen=True, slots=True)
class Ways:
    """How an account of a platform is connected.

    `secret` is None where there is only the platform's own page. `how` tells where to get it.
    """

    secret: str | None
    example: str
    how: str


WAYS: Mapping[str, Ways] = MappingProxyType(
    {
        "bluesky": Ways(
            "App password",
            "acme.example",
            "Make an app password on Bluesky under <https://bsky.app/settings/app-passwords|"
            "Settings, Privacy and security, App passwords>. Your own password is not needed, and "
            "you can take an app password back at any time.",
        ),
        "mastodon": Ways(
            "Access token",
            "@acme@example.social",
            "On your server, open *Preferences, Development, New application*, tick *read*, "
            "*write:statuses* and *write:media*, and copy *Your access token* from its page.",
        ),
        "x": Ways(
            None,
            "acme",
            "You sign in on X's own page, as the account itself. X charges for each thing that is "
            "read or sent: *Home* shows what it costs, and a budget you set stops it.",
        ),
        "facebook": Ways("Page access token", "acme", _OR_PASTED),
        "instagram": Ways(
            "Page access token",
            "acme",
            f"It needs a professional account that is linked to a Facebook Page. {_OR_PASTED}",
        ),
    }
)


def connect(
    platform: str,
    *,
    handle: str | None = None,
    link: bool = False,
    fixed: bool = False,
    note: str | None = None,
) -> Block:
    """The form that connects an account.

    Args:
        handle: what stands in it at first.
        link: whether the platform's own page can be used instead of a secret.
        fixed: whether the platform is given: an account is connected again.
    """
    title, ways = dict(PLATFORMS)[platform], WAYS[platform]
    # Another version for each platform: what was typed for one must not stand in the other's form.
    hint = f"For example {ways.example}"
    handles = Field(ids.block_of("handle", platform), "Handle", hint)
    made = [*noted(note)]
    if not fixed:
        which = Field(ids.block_of("platform", "1"), "Platform")
        made.append(inputs.radio(which, PLATFORMS, platform, listens=ids.PLATFORM))
    made.append(inputs.text(handles, handle, example=ways.example))
    if ways.secret and (link or platform not in MAKERS):
        block = ids.block_of("secret", platform)
        made.append(inputs.text(Field(block, ways.secret, VISIBLE, optional=link)))
    if platform == "bluesky":
        where = Field(
            ids.block_of("service", platform),
            "Server",
            "Only for an account that does not live on Bluesky's own servers",
            optional=True,
        )
        made.append(inputs.text(where, example="https://pds.example"))
    made.append(kit.context(ways.how, *_own_page(platform, ways, link=link)))
    if link:
        made.append(kit.divider())
        made.append(kit.context(WITH_A_CODE.format(title=title)))
        made.append(kit.actions([kit.button("Enter a code", ids.CODE, platform)]))
    again = {"fixed": "yes"} if fixed else {}
    heading = f"Reconnect {title}" if fixed else "Connect account"
    return kit.form(ids.CONNECT, heading, "Connect", made, {"platform": platform, **again})


def _own_page(platform: str, ways: Ways, *, link: bool) -> list[str]:
    """What is said of the platform's own page."""
    title = dict(PLATFORMS)[platform]
    if not link:
        return [not_set_up(platform)] if platform in MAKERS else []
    return [ON_ITS_PAGE.format(secret=small(ways.secret), title=title)] if ways.secret else []


def not_set_up(platform: str) -> str:
    """Why an account of a platform cannot be connected."""
    return NOT_SET_UP.format(title=dict(PLATFORMS)[platform], maker=MAKERS[platform])


def small(secret: str) -> str:
    """The name of a secret within a sentence."""
    return secret if secret.startswith("Page") else secret.lower()


def sign_in_page(title: str, url: str) -> Block:
    """A button to the platform's own page, and a field for the code that its last page shows."""
    there = (
        f"1. Sign in on {mrkdwn(title)}'s own page. It opens in your browser; the link works once, "
        f"for ten minutes, and is meant for you: what others sign in with goes nowhere.\n"
        f"2. Type here the code that you get there. Only then is the account connected."
    )
    link = kit.actions([kit.link_button(f"Sign in on {title}", ids.SIGN_IN_LINK, url)])
    made = [kit.section(there), link, _code()]
    return kit.form(ids.CODE, "Connect account", "Connect", made, {})


def code_form() -> Block:
    """A field for a code whose window was closed."""
    return kit.form(ids.CODE, "Connect account", "Connect", [_code()], {})


def _code() -> Block:
    hint = "The last page in your browser shows it. It works once, for ten minutes."
    field = Field(ids.block_of("code", "1"), "Code", hint)
    return inputs.text(field, example="BCDF-GHJK")


def connected(account: Account) -> Block:
    """It worked: with an account that is new here, or with one that was read before."""
    said = f"*{mrkdwn(fold(str(account.ref)))}* is connected."
    if account.synced_at is not None:
        return done(f"{said} It was here before: its sign-in is new now, and its history stays.")
    return done(
        f"{said} Engage reads it now; the first reading of a busy account takes a few minutes, and "
        f"*Home* shows how far it is."
    )
