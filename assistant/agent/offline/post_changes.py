"""What rules can do to the ideas of a studio: shorten them, bring in a brand fact that a colleague
names, say what they tell, tell a fact in the other language, and spread them over a thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.agent.offline.changes import Change, read_wishes
from assistant.agent.offline.fact_finding import Match, best, touches
from assistant.agent.offline.post_speech import asks_for_language, fits, speech_of
from assistant.agent.offline.post_statements import sentences_of, statement, told_plainly
from assistant.community.brand import BrandFact
from assistant.community.drafts import Confidence
from assistant.community.mix import Function, Label, Value
from assistant.community.post_briefs import Before, PostBrief, PostIdea, PostText, Room
from assistant.community.reading import fold
from assistant.community.topic_words import wants_thread

CANNOT_CHANGE = (
    "Without a language model Engage can shorten a post, add a brand fact that you name, or say "
    "what you tell it. Please edit the draft for anything else."
)
CANNOT_TRANSLATE = (
    "Without a language model Engage translates nothing, and no brand fact on this is in "
    "{language}."
)
NOT_DONE = "See to “{wish}”: without a language model Engage could not."
NOT_SURE = "Check that this brand fact is what you mean: it shares few words with your wish."


@dataclass(frozen=True, slots=True)
class _Plan:
    """An instruction as rules understand it."""

    shorter: bool = False
    thread: bool = False
    language: bool = False
    facts: tuple[Match, ...] = ()
    told: tuple[str, ...] = ()
    undone: tuple[str, ...] = field(default=())

    @property
    def does(self) -> bool:
        return bool(self.shorter or self.thread or self.language or self.facts or self.told)


def changed(brief: PostBrief) -> tuple[tuple[PostIdea, ...], str]:
    """The ideas as the colleague wants them, and a sentence for what rules cannot do."""
    plan = _plan(brief)
    if not plan.does:
        return (), CANNOT_CHANGE
    ideas: list[PostIdea] = []
    missing: set[str] = set()
    for before in brief.before:
        texts: list[PostText] = []
        for room in brief.rooms:
            if not before.of(room.account_id):
                continue
            if text := _text(brief, plan, before, room):
                texts.append(text)
            elif speech := speech_of(brief, room):
                missing.add(CANNOT_TRANSLATE.format(language=speech.name))
        if texts:
            label = before.label or Label(Function.SHARE, Value.INFORM, "")
            ideas.append(PostIdea(label, before.why, tuple(texts), before.idea))
    return tuple(ideas), " ".join(sorted(missing))


def _plan(brief: PostBrief) -> _Plan:
    wishes = read_wishes(brief.instruction)
    found: list[Match] = []
    told: list[str] = []
    undone: list[str] = []
    for wish in wishes.rest:
        if wants_thread(wish) or asks_for_language(wish):
            continue
        if words := statement(wish):
            told.append(words)
        elif match := best(wish, brief.facts):
            found.append(match)
        else:
            undone.append(wish)
    return _Plan(
        shorter=Change.SHORTER in wishes.changes,
        thread=wants_thread(brief.instruction),
        language=asks_for_language(brief.instruction),
        facts=tuple({match.fact.id: match for match in found}.values()),
        told=tuple(told),
        undone=tuple(undone),
    )


def _text(brief: PostBrief, plan: _Plan, before: Before, room: Room) -> PostText | None:
    posts = before.of(room.account_id)
    facts = [fact for fact in brief.facts if fact.id in before.facts and room.may_use(fact)]
    speech = speech_of(brief, room)
    if plan.language and speech and not fits(" ".join(posts), speech):
        fact = _in_language(brief, posts, facts, room)
        if fact is None:
            return None
        posts, facts = (told_plainly("", fact.text, room.longest),), [fact]
    if plan.shorter:
        posts = (sentences_of(posts[0])[0],)
    pieces = [match.fact for match in plan.facts if room.may_use(match.fact)]
    new = [told_plainly("", each.text, None) for each in pieces]
    for words in (*new, *plan.told):
        if fold(words) not in fold(" ".join(posts)):
            posts = (*posts[:-1], f"{posts[-1]} {words}")
    add = [NOT_DONE.format(wish=wish) for wish in plan.undone]
    add += [NOT_SURE] if any(not match.sure for match in plan.facts) else []
    held = [fact.id for fact in (*facts, *pieces) if _holds(fact, posts)]
    confidence = Confidence.LOW if add else Confidence.MEDIUM
    return PostText(room.account_id, posts, tuple(dict.fromkeys(held)), tuple(add), confidence)


def _in_language(
    brief: PostBrief, posts: Sequence[str], facts: Sequence[BrandFact], room: Room
) -> BrandFact | None:
    """A fact in the language asked for, on what the post or its topic is about."""
    speech = speech_of(brief, room)
    there = [fact for fact in brief.facts if speech and fits(fact.text, speech)]
    about = " ".join((*posts, brief.topic, *(fact.title for fact in facts)))
    match = best(about, [fact for fact in there if room.may_use(fact)])
    return match.fact if match else None


def _holds(fact: BrandFact, posts: Sequence[str]) -> bool:
    return touches(" ".join(posts), fact)
