"""Who waits, and the actions that a weekly note proposes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from assistant.community.budget import budget, labels_of
from assistant.community.engagement import posts_of
from assistant.community.inbox import Item
from assistant.community.mix import Function
from assistant.community.note_figures import AccountWeek, Scene
from assistant.community.note_words import moment
from assistant.community.notes import Action, Waiting
from assistant.community.periods import local_day
from assistant.community.posts import Author, Interaction, is_named
from assistant.community.wording import placed

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
        name=item.person.name or item.person.handle,
        url=item.last.url,
        since=item.since,
        due_at=item.due_at,
    )


def actions_of(
    known: Sequence[AccountWeek], waiting: Sequence[Waiting], scene: Scene
) -> tuple[Action, ...]:
    """Up to three: answer whoever waits longest, thank whoever talked with us, post something."""
    made = []
    if waiting:
        first = waiting[0]
        since = moment(first.since, scene.zone, scene.language)
        why = f"{first.name} has waited since {since}: the oldest promise."
        if first.due_at is None:
            why = f"{first.name} has waited since {since}."
        made.append(Action(means="answer", label="Draft a reply", why=why, item_id=first.item_id))
    if thanks := _thanks(known, scene):
        made.append(thanks)
    if post := _post(known):
        made.append(post)
    return tuple(made)


def _thanks(known: Sequence[AccountWeek], scene: Scene) -> Action | None:
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
    name = person.name or person.handle
    on = f" on {on_days} days" if on_days > 1 else ""
    return Action(
        means="thank",
        label=f"Thank {name}",
        why=f"{name} wrote to us {times} times{on}.",
        url=comment.url,
    )


_MISSING: Mapping[Function, tuple[str, str]] = MappingProxyType(
    {
        Function.RESPOND: ("Draft a post that asks", "Answers to people are rarest"),
        Function.JOIN: ("Draft a post that joins in", "Joining talks of others is rarest"),
        Function.SHARE: ("Draft a post that gives", "Giving something is rarest"),
    }
)
"""Label of the action for a function that is missing, and what is said of it."""


def _post(weeks: Sequence[AccountWeek]) -> Action | None:
    """The third action: what is missing in the mix, or a post to begin with; None where there is no
    account to post with.
    """
    for week in weeks:
        if week.rows is None or not week.account.signed_in:
            continue
        mix = budget(labels_of(week.rows), week.limit)
        label, said = _MISSING.get(mix.missing, ("Draft a post", "")) if mix.missing else ("", "")
        why = f"{said} among our {mix.posts} posts and replies of the last 28 days."
        if not said:
            count = len(posts_of(week.rows))
            out = {0: "No post of ours went out", 1: "One post of ours went out"}
            went = out.get(count, f"{count} posts of ours went out")
            why = f"{went} {placed(week.rows.period.name or 'then')}. I start from what people say."
        label = label or "Draft a post"
        return Action(means="post", label=label, why=why, account_id=week.account.id)
    return None
