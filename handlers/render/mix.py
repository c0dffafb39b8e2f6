"""What our own posts are for: a chart, counts, the latest posts with a choice to correct them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.community.budget import PROPOSALS
from assistant.community.mix import Function, Value
from assistant.community.mix_view import DOES, KINDS, chart_of
from assistant.community.noun_phrases import SMALL
from assistant.community.wording import percent
from handlers import ids
from handlers.render import blocks as kit
from handlers.render import inputs
from handlers.render.answers import moment
from handlers.render.blocks import Block, Message
from handlers.render.charts import chart_block
from handlers.render.plainer import chart_section
from handlers.render.text import clip, fold, linked, unmarked

if TYPE_CHECKING:
    from assistant.community.accounts import Account
    from assistant.community.answers import Chart
    from assistant.community.budget import Budget
    from assistant.community.mix import Label
    from assistant.community.own_mix import Labelled
    from assistant.desk.mixing import MixView

EXCERPT = 150
VALUE = 150
"""Characters that an entry of a menu carries."""

RULES = "rules"
"""Instead of a function: let the rules speak again."""

NOT_READ = "This account was not read yet. Ask again in a few minutes."
NOTHING = "Nothing was posted in these 28 days, so there is no mix to show."
HOW = (
    "Replies count, a thread counts once. What nobody could place counts as no promotion. Say what "
    "a post is for where Engage is wrong: it keeps that, for posts with the same words, too."
)
NOTED = "Noted: that post *{what}*. So it counts from now on."
RULES_SPEAK = "Noted: Engage's own rules speak of that post again. They say *{what}*."


def mix(view: MixView) -> Message:
    """The mix of one account, for one person's eyes."""
    title = f"What the posts of {unmarked(str(view.account.ref))} are for"
    chart = chart_of(view.functions) if view.budget.posts else None
    newest = _with_chart(view, chart, plainer=False)

    def plainer() -> list[Block]:
        return _with_chart(view, chart, plainer=True)

    told = f"{title}: {_share(view.budget, view.language)}" if view.read else f"{title}: {NOT_READ}"
    return kit.message(told, newest, plainer)


def noted(label: Label, *, by_person: bool) -> Message:
    """After a correction."""
    said = (NOTED if by_person else RULES_SPEAK).format(what=_named(label))
    return kit.message(said, [kit.section(said)])


def choice_of(function: str, value: str, account_id: str, post_id: str) -> str:
    """What an entry of the choice carries."""
    return f"{function}:{value}:{account_id}:{post_id}"


def _with_chart(view: MixView, chart: Chart | None, *, plainer: bool) -> list[Block]:
    made = [_head(view)]
    if not view.read:
        return [*made, kit.section(NOT_READ)]
    if chart is None:
        return [*made, kit.section(NOTHING), kit.context(view.times.why)]
    drawn = chart_block(chart)
    made += [drawn] if drawn and not plainer else [chart_section(chart)]
    made += [kit.section(_budget(view.budget, view.language)), kit.section(_counts(view))]
    made += [kit.section(f"*Best time:* {_times(view)}"), kit.context(HOW), kit.divider()]
    made.append(kit.section("*The latest posts. Is this right?*"))
    return made + [_post(n, each, view.account) for n, each in enumerate(view.newest)]


def _head(view: MixView) -> Block:
    covers = f"{view.covers[:1].upper()}{view.covers[1:]}"
    text = f"*What the posts of {unmarked(str(view.account.ref))} are for*\n{covers}"
    if len(view.accounts) == 1:
        return kit.section(text)
    options = [(each.id, str(each.ref)) for each in view.accounts]
    return kit.section(text, beside=inputs.picker(ids.MIX, options, view.account.id))


def _share(budget: Budget, language: str) -> str:
    """Counts first where they are few, and where the share may really lie."""
    if budget.share is None or budget.low is None or budget.high is None:
        return "nothing was posted in 28 days"
    part = percent(budget.share, language)
    of = f"{budget.promoted} of {budget.posts} posts and replies promote"
    many = f"{part} of {budget.posts} posts and replies promote"
    between = f"{percent(budget.low, language)} to {percent(budget.high, language)}"
    if budget.posts >= SMALL:
        return f"{many}, likely {between}"
    return f"{of} ({part}); with so few posts it may be anything from {between}"


def _budget(budget: Budget, language: str) -> str:
    limit = percent(budget.limit, language)
    lines = [f"*Promotion:* {_share(budget, language)}. The limit is {limit}."]
    if budget.room is None:
        lines.append("With so few posts it is too early to hold that against the limit.")
    elif budget.room:
        more = "one more promotion fits" if budget.room == 1 else f"{budget.room} more would fit"
        lines.append(f"For now {more}.")
    else:
        lines.append("No promotion fits for now.")
    if budget.missing and not budget.room and budget.room is not None:
        lines.append(PROPOSALS[budget.missing])
    return "\n".join(lines)


def _counts(view: MixView) -> str:
    functions = [
        f"• *{function.value}*: {view.functions.get(function, 0)} ({said.full})"
        for function, said in DOES.items()
    ]
    functions.append(f"• *unsure*: {view.functions.get(None, 0)}")
    counted = [(view.values.get(kind, 0), name) for kind, name in KINDS.items()]
    values = [f"{many} {name if many == 1 else name.removesuffix('s')}" for many, name in counted]
    values.append(f"{view.values.get(None, 0)} unsure")
    return "\n".join(functions) + f"\n*For readers:* {', '.join(values)}"


def _times(view: MixView) -> str:
    return " ".join(filter(None, (unmarked(view.times.why), unmarked(view.times.advice))))


def _post(number: int, each: Labelled, account: Account) -> Block:
    label = each.label
    text = unmarked(clip(fold(each.post.text), EXCERPT)) or "_without words_"
    who = f" by <@{label.by}>" if label.by else ""
    lines = (
        f"“{text}”\n{moment(each.post.created_at)} · {linked(each.post.url, 'open')}\n"
        f"*{_named(label)}*{who}: {unmarked(label.reason)}"
    )
    return kit.section(lines, beside=_choice(number, each, account))


def _choice(number: int, each: Labelled, account: Account) -> Block | None:
    """Functions, giving by its kinds; none where a post's id is too long to be carried."""
    at = (account.id, each.post.id)
    options = [
        (choice_of(Function.PROMOTE, "", *at), DOES[Function.PROMOTE].word),
        *(
            (choice_of(Function.SHARE, kind, *at), f"{DOES[Function.SHARE].word}, {name}")
            for kind, name in KINDS.items()
        ),
        (choice_of(Function.RESPOND, "", *at), DOES[Function.RESPOND].word),
        (choice_of(Function.JOIN, "", *at), DOES[Function.JOIN].word),
        (choice_of(RULES, "", *at), "as the rules say"),
    ]
    if any(len(value) > VALUE for value, _ in options):
        return None
    label = each.label
    value = label.value if label.function is Function.SHARE and label.value else ""
    now = choice_of(label.function, value, *at) if label.function else None
    return inputs.picker(ids.numbered(ids.MIX_LABEL, number), options, now)


def _named(label: Label) -> str:
    name = DOES[label.function].word if label.function else "unsure"
    return f"{name}, {KINDS[Value(label.value)]}" if label.value else name
