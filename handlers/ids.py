"""Names that Slack hands back to us: the command, action ids, callback ids, and keys made of ids.

A button carries an id of ours as its value, never business data; the one exception is the
person's own question.
"""

from __future__ import annotations

from dataclasses import dataclass

COMMAND = "/engage"

SHARE = "engage.share"
SHARE_ANYWAY = "engage.share_anyway"
CONTINUE = "engage.continue"
SOURCES = "engage.sources"
RATE = "engage.rate"
ASK = "engage.ask"

CONNECT = "engage.connect"
RECONNECT = "engage.reconnect"
PLATFORM = "engage.platform"
SIGN_IN_LINK = "engage.sign_in_link"
CODE = "engage.code"
DISCONNECT = "engage.disconnect"
WORKSPACE_SETTINGS = "engage.workspace_settings"
ACCOUNT_SETTINGS = "engage.account_settings"
PEOPLE = "engage.people"
ACTS = "engage.acts"
OLDER_ACTS = "engage.older_acts"
"""A button that opens a form and the form itself have one name."""

DRAFT = "engage.draft"
"""The button of a card, and the message shortcut."""
THANK = "engage.thank"
COMPOSE = "engage.compose"
TAKE = "engage.take"
CARD_MENU = "engage.card_menu"
ASSIGN = "engage.assign"
NO_REPLY = "engage.no_reply"
HIDE = "engage.hide"
OPEN_AGAIN = "engage.open_again"
SHOW_CARD = "engage.show_card"
SHOW_EARLIER = "engage.show_earlier"
INBOX = "engage.inbox"

APPROVE = "engage.approve"
EDIT = "engage.edit"
REDO = "engage.redo"
VERSIONS = "engage.versions"
DISMISS = "engage.dismiss"
UNDO = "engage.undo"
REOPEN = "engage.reopen"
COPY = "engage.copy"
THERE = "engage.there"
SEND_AGAIN = "engage.send_again"
HISTORY = "engage.history"
POSTED = "engage.posted"
"""Somebody posted it by hand, and the form that asks where it is not seen."""
ON_WORD = "engage.on_word"
OPEN_POST = "engage.open_post"

FACTS = "engage.facts"
FACT = "engage.fact"
FACT_MENU = "engage.fact_menu"
IMPORT = "engage.import"
PAGE_FACTS = "engage.page_facts"
VOICE = "engage.voice"
RULE = "engage.rule"
ACCEPT_RULE = "engage.accept_rule"
DROP_RULE = "engage.drop_rule"

SEARCHES = "engage.searches"
SEARCH = "engage.search"
SEARCH_MENU = "engage.search_menu"
PROPOSED = "engage.proposed_searches"
HIT_MENU = "engage.hit_menu"
DROP_DISMISSAL = "engage.drop_dismissal"

SPOTLIGHT = "engage.spotlight"
SPOTLIGHT_ASK = "engage.spotlight_ask"
SPOTLIGHT_YES = "engage.spotlight_yes"
SPOTLIGHT_NO = "engage.spotlight_no"
JOIN = "engage.join"
JOIN_TAKE = "engage.join_take"
LEAVE_ALONE = "engage.leave_alone"
TAKE_BACK = "engage.take_back"

MIX = "engage.mix"
MIX_LABEL = "engage.mix_label"

NOTE_ACTION = "engage.note_action"
"""What a weekly note proposes."""

POST = "engage.post"
"""The button and the form that open a studio."""
POST_TOPIC = "engage.post_topic"
POST_MORE = "engage.post_more"
POST_ACCOUNTS = "engage.post_accounts"
POST_APPROVE = "engage.post_approve"
POST_WHEN = "engage.post_when"
POST_EDIT = "engage.post_edit"
POST_ADD = "engage.post_add"
POST_ANOTHER = "engage.post_another"
POST_MENU = "engage.post_menu"
POST_IMAGES = "engage.post_images"
POST_DISMISS = "engage.post_dismiss"
POST_COPY = "engage.post_copy"
POST_UNDO = "engage.post_undo"
POST_THERE = "engage.post_there"
POST_SEND_AGAIN = "engage.post_send_again"
POST_HISTORY = "engage.post_history"

ALL = "all"
"""Instead of an account, where all of them are meant."""

GOOD, BAD = "good", "bad"


@dataclass(frozen=True, slots=True)
class SeenDraft:
    """The draft that somebody saw when they pressed a button: an old card approves no newer text.
    A value that is none names no draft. `item_id` is the studio's for a post of our own.
    """

    draft_id: str
    item_id: str = ""
    version: int = 0
    digest: str = ""

    @classmethod
    def read(cls, value: str) -> SeenDraft:
        """Out of a button's value."""
        draft_id, item_id, version, digest = [*value.split(":"), "", "", "", ""][:4]
        return cls(draft_id, item_id, int(version) if version.isdecimal() else 0, digest)

    @property
    def value(self) -> str:
        """What the button carries."""
        return f"{self.draft_id}:{self.item_id}:{self.version}:{self.digest}"


def numbered(action_id: str, number: int) -> str:
    """An action id for one of several buttons of a kind: ids are unique within a block."""
    return f"{action_id}:{number}"


def kind_of(action_id: str) -> str:
    """The action id without its number."""
    return action_id.partition(":")[0]


def block_of(field: str, version: str) -> str:
    """The block id of a form's field. Slack keeps what was typed as long as the id stays, so a
    form that must show other values has another version.
    """
    return f"{field}@{version}"


def field_of(block_id: str) -> str:
    """The field of a block id."""
    return block_id.partition("@")[0]


def message_key(channel_id: str, ts: str) -> str:
    """The event key of a message.

    A mention comes as `app_mention` and as `message.*` with different event ids; channel and
    timestamp are the same in both, and in every redelivery.
    """
    return f"message:{channel_id}:{ts}"


def trigger_key(trigger_id: str) -> str:
    """The event key of a command or a click."""
    return f"trigger:{trigger_id}"


def studio_key(trigger_id: str, channel_id: str | None) -> str:
    """The event key of a studio: it also says where its thread is to open, so that whoever shows
    it first, after whatever crash, opens it there. None: nowhere in particular.
    """
    return f"{trigger_key(trigger_id)}@{channel_id or ''}"


def studio_channel(event_key: str) -> str | None:
    """Where the thread of a studio is to open."""
    return event_key.partition("@")[2] or None


def thread_conversation(channel_id: str, root_ts: str) -> str:
    """The conversation that goes on in a thread."""
    return f"thread:{channel_id}:{root_ts}"


def private_conversation(channel_id: str, person_id: str) -> str:
    """What one person asks for their eyes only in one channel."""
    return f"private:{channel_id}:{person_id}"


def unplaced_conversation(run_id: str) -> str:
    """A conversation whose thread is still to be opened."""
    return f"unplaced:{run_id}"
