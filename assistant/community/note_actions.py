"""Who waits, and the actions that a weekly note proposes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from assistant.community.budget import budget, labels_of
from assistant.community.engagement import posts_of
from assistant.community.inbox import Item
from assistant.community.note_figures import AccountWeek, Scene
from assistant.community.note_speech import NoteSpeech
from assistant.community.notes import Action, Waiting
from assistant.community.periods import local_day
from assistant.community.posts import Author, Interaction, is_named

FEWEST_WORDS = 2
"""Comments of somebody who is thanked for talking with us."""


def waiting_of(item: Item, names: Mapping[str, str]) -> Waiting:
    """Somebody who waits.

    Args:
        names: `platform:handle` by account id.
    """
    return Waiting(
        item_id=item.id,
        account=names.get(item.account_id, ""),
        name=item.person.name or item.person.called,
        url=item.last.url,
        since=item.since,
        due_at=item.due_at,
    )


def actions_of(
    known: Sequence[AccountWeek], waiting: Sequence[Waiting], scene: Scene, speech: NoteSpeech
) -> tuple[Action, ...]:
    """Up to three: answer whoever waits longest, thank whoever talked with us, post something."""
    made = []
    if waiting:
        label, why = speech.answer(waiting[0], scene)
        made.append(Action(means="answer", label=label, why=why, item_id=waiting[0].item_id))
    if thanks := _thanks(known, scene, speech):
        made.append(thanks)
    if post := _post(known, speech):
        made.append(post)
    return tuple(made)


def _thanks(known: Sequence[AccountWeek], scene: Scene, speech: NoteSpeech) -> Action | None:
    """Whoever talked with us most, on as many days as possible, and has a comment that nobody
    answered: the thank-you goes under it, and names them nowhere else.
    """
    best: tuple[int, int, Author, Interaction] | None = None
    for week in known:
        assert week.rows is not None
        spoke: Counter[str] = Counter()
        days: dict[str, set[object]] = {}
        people: dict[str, Author] = {}
        unanswered: dict[str, Interaction] = {}
        for each in week.rows.inbound or ():
            author = each.interaction.author
            quiet = (week.account.ref.platform, author.id) in scene.left_alone
            if quiet or author.id in week.rows.ours or not is_named(author.id):
                continue
            spoke[author.id] += 1
            people[author.id] = author
            if each.answer_id is None:
                unanswered[author.id] = each.interaction
            days.setdefault(author.id, set()).add(
                local_day(each.interaction.created_at, week.rows.period.zone)
            )
        for who, times in spoke.items():
            if who not in unanswered:
                continue
            found = (len(days[who]), times, people[who], unanswered[who])
            if best is None or found[:2] > best[:2]:
                best = found
    if best is None or best[1] < FEWEST_WORDS:
        return None
    on_days, times, person, comment = best
    label, why = speech.thank(person.name or person.called, times, on_days)
    return Action(means="thank", label=label, why=why, url=comment.url)


def _post(weeks: Sequence[AccountWeek], speech: NoteSpeech) -> Action | None:
    """The third action: what is missing in the mix, or a post to begin with; None where there is no
    account to post with.
    """
    for week in weeks:
        if week.rows is None or not week.account.signed_in:
            continue
        mix = budget(labels_of(week.rows), week.limit)
        went = len(posts_of(week.rows))
        label, why = speech.post(mix.missing, mix.posts, went, week.rows.period.name or "")
        return Action(means="post", label=label, why=why, account_id=week.account.id)
    return None
