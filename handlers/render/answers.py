"""Answers as messages: in a thread, under a stream, for one person's eyes, shared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from assistant.community.answers import PARTLY, Answer, Run
from assistant.community.follow_ups import asks_back
from handlers.ids import ASK, BAD, CONTINUE, GOOD, RATE, SHARE, SOURCES, numbered
from handlers.render import blocks as kit
from handlers.render.blocks import Block, Message
from handlers.render.charts import (
    CHARTS,
    chart_block,
    chart_note,
    chart_text,
    table_block,
    table_text,
)
from handlers.render.text import clip, fold, markdown, mrkdwn

QUESTION = 300
"""Characters of a question that are repeated above its answer."""

ALWAYS_FITS = 500
"""Characters of an answer that stay, however much stands below it."""

NOTHING = "Nothing can be said about this yet."
SUGGESTIONS = 3


def in_thread(run: Run) -> Message:
    """The whole answer as one message of a thread."""
    return _whole(run, [])


def for_one(run: Run) -> Message:
    """The whole answer for the eyes of the person who asked, with what they may do with it."""
    share = kit.button("Share in channel", SHARE, run.question.run_id)
    go_on = kit.button("Continue in DM", CONTINUE, run.question.run_id)
    answer = _answer(run)
    looked_up = [share] if _looked_up(answer) else []
    return _whole(run, [*looked_up, go_on] if _leads_on(answer) else [])


def shared(run: Run) -> Message:
    """The stored answer for a whole channel, saying who asked."""
    return _whole(run, [], above=kit.context(asked(run)))


def under_stream(run: Run) -> Message:
    """What follows the text of a streamed answer."""
    answer = _answer(run)
    return kit.message(
        spoken(answer), _below(run, [], plainer=False), lambda: _below(run, [], plainer=True)
    )


def spoken(answer: Answer) -> str:
    """The words alone, harmless."""
    text = markdown(answer.text, [quote.url for quote in answer.quotes if quote.url])
    return text.strip() or NOTHING


def asked(run: Run) -> str:
    """Who asked what, in one mrkdwn line."""
    return f"<@{run.question.person_id}> asked: {mrkdwn(clip(fold(run.question.text), QUESTION))}"


def _answer(run: Run) -> Answer:
    if run.answer is None:
        raise ValueError(f"run {run.question.run_id} has no answer")
    return run.answer


def _looked_up(answer: Answer) -> bool:
    """Whether there is anything to share and to prove: not so where Engage only asks back."""
    return bool(answer.sources or answer.held)


def _leads_on(answer: Answer) -> bool:
    """Whether there is something to go on with and to judge: figures, or a question of Engage's.
    Where no account is connected yet there is neither.
    """
    return _looked_up(answer) or asks_back(answer.text)


def _whole(run: Run, buttons: Sequence[Block], above: Block | None = None) -> Message:
    text = spoken(_answer(run))
    head = [above] if above else []

    def blocks(*, plainer: bool) -> list[Block]:
        below = _below(run, buttons, plainer=plainer)
        if len(text) <= ALWAYS_FITS:
            return [*head, kit.markdown(text), *below]
        room = kit.ALL_TEXT - sum(_length(each) for each in [*head, *below])
        return [*head, kit.markdown(clip(text, max(room, ALWAYS_FITS))), *below]

    return kit.message(text, blocks(plainer=False), lambda: blocks(plainer=True))


def _below(run: Run, buttons: Sequence[Block], *, plainer: bool) -> list[Block]:
    answer = _answer(run)
    made = list(_pictures(answer, plainer=plainer))
    if lines := _unsaid(answer):
        made.append(kit.context(*lines))
    made.append(kit.context(*_footer(answer)))
    run_id = run.question.run_id
    row = [*buttons]
    if _looked_up(answer):
        row.append(kit.button("Show sources", SOURCES, run_id))
    rated = _leads_on(answer)
    if plainer and rated:
        row.append(kit.button("👍", numbered(RATE, 1), f"{GOOD}:{run_id}"))
        row.append(kit.button("👎", numbered(RATE, 2), f"{BAD}:{run_id}"))
    if row:
        made.append(kit.actions(row))
    if answer.suggestions:
        made.append(
            kit.actions(
                [
                    kit.button(text, numbered(ASK, number), text)
                    for number, text in enumerate(answer.suggestions[:SUGGESTIONS])
                ]
            )
        )
    if rated and not plainer:
        made.append(kit.feedback(RATE, f"{GOOD}:{run_id}", f"{BAD}:{run_id}"))
    return made


def _pictures(answer: Answer, *, plainer: bool) -> Iterator[Block]:
    for chart in answer.charts[:CHARTS]:
        block = chart_text(chart) if plainer else chart_block(chart)
        if block:
            yield block
        if block and (note := chart_note(chart)):
            yield kit.context(note)
    for table in answer.tables:
        block = table_text(table) if plainer else table_block(table)
        if block:
            yield block


def _unsaid(answer: Answer) -> list[str]:
    """What is missing; of sentences held back, how many instead of that there were some."""
    lines = [mrkdwn(fold(line)) for line in answer.missing if line != PARTLY]
    if answer.held:
        many = "1 sentence" if len(answer.held) == 1 else f"{len(answer.held)} sentences"
        lines.append(f"Left out without proof: {many}. *Show sources* tells which and why.")
    return lines


def _footer(answer: Answer) -> list[str]:
    if answer.fallback:
        who = f"{mrkdwn(fold(answer.fallback))} Answered by the offline composer."
    elif answer.composer == "offline":
        who = "Answered by the offline composer, without a language model."
    else:
        who = f"Answered by {mrkdwn(fold(answer.composer))}. AI can misjudge."
    read = [source.as_of for source in answer.sources]
    if not read:
        return [who]
    proof = (
        f"Figures read {moment(min(read))}. Every figure comes from a call under *Show sources*."
    )
    return [f"{who} {proof}"]


def moment(at: datetime, url: str = "") -> str:
    """A moment in the reader's own zone, as Slack writes it (docs: formatting dates).

    Args:
        url: where a click on it leads; "" for nowhere. One that is not fit for a link is left out.
    """
    fit = url.startswith("https://") and not set(url) & set("<>|^ \n")
    link = f"^{url.replace('&', '&amp;')}" if fit else ""
    return (
        f"<!date^{int(at.timestamp())}^{{date_short_pretty}} at {{time}}{link}"
        f"|{at:%d %b %Y %H:%M} UTC>"
    )


def _length(value: object) -> int:
    """Characters of all texts in a block that counts towards the message's total."""
    if isinstance(value, dict):
        if value.get("type") in ("data_table", "data_visualization"):
            return 0
        return 20 + sum(
            len(inner) if name == "text" and isinstance(inner, str) else _length(inner)
            for name, inner in value.items()
        )
    if isinstance(value, list):
        return sum(_length(each) for each in value)
    return 0
