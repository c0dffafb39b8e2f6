"""Forms that people send: held against who they are now, saved, or shown again with what is wrong.

Slack waits three seconds for an answer. What takes longer is answered with a modal that says so,
and goes on behind it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck

from assistant.errors import EditConflict, InvalidFields, NotAllowed, NotFound
from handlers import home, ids, windows
from handlers.calls import SlackRefused
from handlers.card_saving import CARD_FORMS
from handlers.delivering import words_for
from handlers.forms import Outcome, Work
from handlers.listen import LISTEN_FORMS
from handlers.opening import ACCOUNT_GONE, people_view
from handlers.render import modals
from handlers.render.blocks import Block
from handlers.render.settings_forms import noted
from handlers.saving import (
    connect,
    disconnect,
    enter_code,
    save_account,
    save_people,
    save_workspace,
)
from handlers.services import Installation, Services
from handlers.showing import show
from handlers.studio_saving import POST_FORMS
from handlers.teach_saving import TEACH_FORMS
from handlers.windows import Submitted

log = structlog.get_logger(__name__)

WORKING = "One moment, this takes a little longer than usual…"
AFTER_ANSWER_S = 0.5
"""Until Slack has taken in that it takes longer: it would overwrite what came before."""


@dataclass(slots=True)
class _Going:
    """A form at work. `late` is set once Slack was answered without its outcome."""

    outcome: asyncio.Future[Outcome]
    late: asyncio.Event = field(default_factory=asyncio.Event)


async def handle_view(
    ack: AsyncAck, body: Mapping[str, Any], services: Services, installation: Installation
) -> None:
    """Route a form by its name; the answer to Slack is how it went."""
    sent = windows.submitted(body)
    work = VIEWS.get(sent.window.form)
    if work is None:
        await ack()
        return
    going = _Going(asyncio.get_running_loop().create_future())
    services.tasks.start(
        _work(services, installation, sent, work, going), name=f"view.{sent.window.form}"
    )
    await asyncio.wait({going.outcome}, timeout=services.home.answer_s)
    if going.outcome.done():
        await ack(**_answer(sent, going.outcome.result()))
    else:
        going.late.set()
        await ack(response_action="update", view=modals.working(WORKING))


async def _work(
    services: Services, installation: Installation, sent: Submitted, work: Work, going: _Going
) -> None:
    try:
        outcome = await work(services, installation, sent)
    except InvalidFields as wrong:
        outcome = Outcome(errors=wrong.fields)
    except NotFound as error:
        gone = ACCOUNT_GONE if error.kind == "account" else words_for(services, error)
        outcome = Outcome(view=modals.problem(gone))
    except (NotAllowed, EditConflict) as error:
        outcome = Outcome(view=modals.problem(words_for(services, error)))
    except Exception as error:  # noqa: BLE001 - the border: whatever it is, the person is told
        outcome = Outcome(view=_again(sent, words_for(services, error)))
    going.outcome.set_result(outcome)
    try:
        if going.late.is_set():
            await asyncio.sleep(AFTER_ANSWER_S)
            await show(installation, sent.window.id, _afterwards(sent, outcome))
        if outcome.changed:
            await _after_a_change(services, installation, sent)
    except SlackRefused as refused:
        log.warning("view.not_shown", method=refused.method, code=refused.code)


def _answer(sent: Submitted, outcome: Outcome) -> dict[str, Any]:
    """The outcome as Slack's `response_action`; nothing closes the form."""
    if outcome.errors:
        return {"response_action": "errors", "errors": _by_block(sent, outcome.errors)}
    if outcome.view is not None:
        return {"response_action": "update", "view": outcome.view}
    return {}


def _by_block(sent: Submitted, errors: Mapping[str, str]) -> dict[str, str]:
    """Errors by the blocks of their fields; of a field the form does not have, at its first one."""
    blocks = {ids.field_of(each): each for each in sent.window.block_ids}
    first = next(iter(blocks.values()))
    placed: dict[str, str] = {}
    for name, words in errors.items():
        placed.setdefault(blocks.get(name, first), words)
    return placed


def _again(sent: Submitted, words: str) -> Block:
    """The form once more, with what was typed: whoever mends one thing need not type the rest."""
    (note,) = noted(words)
    return sent.again(note)


def _afterwards(sent: Submitted, outcome: Outcome) -> Block:
    """What stands in the modal when the outcome came too late to be the answer."""
    if outcome.errors:
        return _again(sent, " ".join(dict.fromkeys(outcome.errors.values())))
    return outcome.view or modals.done("Saved.")


async def _after_a_change(services: Services, installation: Installation, sent: Submitted) -> None:
    """Everything this person sees of what they changed."""
    await home.show(services, installation, sent.person_id)
    if sent.window.below_id and sent.window.form == ids.ACCOUNT_SETTINGS:
        below = await people_view(services, installation, sent.person_id)
        await show(installation, sent.window.below_id, below)
    if sent.window.form in {ids.CONNECT, ids.CODE}:
        await home.refresh(services, installation, sent.person_id)


VIEWS: Mapping[str, Work] = MappingProxyType(
    {
        ids.WORKSPACE_SETTINGS: save_workspace,
        ids.ACCOUNT_SETTINGS: save_account,
        ids.PEOPLE: save_people,
        ids.CONNECT: connect,
        ids.CODE: enter_code,
        ids.DISCONNECT: disconnect,
        **CARD_FORMS,
        **TEACH_FORMS,
        **LISTEN_FORMS,
        **POST_FORMS,
    }
)
"""What forms do, by their name."""
