"""Reading one reply against all rules: honesty first, style after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.community.authenticity.figures import unsupported
from assistant.community.authenticity.findings import Finding, Grounds, Level
from assistant.community.authenticity.firsthand import firsthand
from assistant.community.authenticity.grounding import grounded
from assistant.community.authenticity.languages import languages_of
from assistant.community.authenticity.rules import rules_for
from assistant.community.authenticity.sameness import repeated
from assistant.community.authenticity.shape import shape
from assistant.community.authenticity.unbacked import unbacked
from assistant.community.authenticity.voice_findings import unlike_us
from assistant.community.reading import Reading, read

_LIVED = frozenset(("invented_experience", "company_feeling"))
_DOUBTS = _LIVED | {"claimed_deed"}
_MY = "My "
_BESIDE = frozenset(("figure", "date", "superlative", "promise"))


def review(text: str, grounds: Grounds) -> tuple[Finding, ...]:
    """Everything in a reply that should be looked at, the worst first, then from left to right.

    Made for 10 to 60 words; it counts what is there, so a short text is not judged by shares. Never
    raises, whatever the text is.
    """
    reading = read(text)
    languages = languages_of(reading, grounds.language)
    listed = list(_by_lists(reading, grounds, languages))
    found = [
        *unsupported(reading, grounds),
        *listed,
        *_by_net(reading, grounds, languages, listed),
        *shape(reading, grounds),
        *repeated(reading, grounds.recent),
        *unlike_us(reading, grounds.voice),
    ]
    kept = _without_shadows(
        each for each in found if not (_quoted(reading, each, grounds) or _label(reading, each))
    )
    kept += _unspoken_of(unbacked(reading, grounds, languages), kept)
    return tuple(sorted(kept, key=lambda each: (-each.level, each.start, each.end, each.rule)))


def _by_net(
    reading: Reading, grounds: Grounds, languages: frozenset[str], listed: Iterable[Finding]
) -> Iterator[Finding]:
    """What no list marked and yet tells of somebody's life; a sentence is marked for it once."""
    known = {reading.sentence_at(each.start) for each in listed if each.rule in _LIVED}
    for each in firsthand(reading, grounds, languages):
        if reading.sentence_at(each.start) not in known:
            yield each


def _unspoken_of(found: Iterable[Finding], kept: Sequence[Finding]) -> list[Finding]:
    """Of statements that nothing backs, those that no other finding speaks of."""
    heard = [each for each in kept if not _of_voice(each)]
    return [each for each in found if not any(_speaks_of(other, each) for other in heard)]


def _speaks_of(finding: Finding, statement: Finding) -> bool:
    """Whether it doubts what is stated, or marks half of the words anyway."""
    both = min(finding.end, statement.end) - max(finding.start, statement.start)
    doubts = finding.level is Level.BLOCK or finding.rule in _DOUBTS
    return both > 0 and (doubts or 2 * both >= statement.end - statement.start)


def _by_lists(reading: Reading, grounds: Grounds, languages: frozenset[str]) -> Iterator[Finding]:
    for rule in rules_for(languages):
        for start, end in rule.hits(reading):
            if not grounded(rule, start, end, reading.sentence_at(start), grounds.facts):
                yield Finding(start, end, rule.id, rule.level, rule.reason, rule.plainer)


def _quoted(reading: Reading, finding: Finding, grounds: Grounds) -> bool:
    """Whether the place is a quotation of what somebody wrote in the thread."""
    before = reading.folded.rfind('"', 0, finding.start)
    after = reading.folded.find('"', finding.end)
    if before < 0 or after < 0 or reading.folded.count('"', 0, finding.start) % 2 == 0:
        return False
    quotation = reading.folded[before + 1 : after].strip(" .,!?")
    return any(quotation in read(text).folded for text in grounds.thread)


def _label(reading: Reading, finding: Finding) -> bool:
    """Whether the place is the name of a button: "Tap My Loans"."""
    opens = finding.start == reading.sentence_at(finding.start).start
    following = reading.text[finding.start + len(_MY) :][:1]
    mine = reading.text.startswith(_MY, finding.start) and finding.rule in _LIVED
    return mine and not opens and following.isupper()


def _without_shadows(found: Iterable[Finding]) -> list[Finding]:
    """One finding a place: of those that overlap, the worst; of equals, the longer. What is said of
    the voice stands beside the others, for its place may be the whole text; so does what somebody
    would have lived through, beside a figure or a set phrase.
    """
    kept: list[Finding] = []
    for each in sorted(found, key=lambda one: (-one.level, one.start - one.end, one.start)):
        if _of_voice(each) or not any(_overlap(each, other) for other in kept):
            kept.append(each)
    return kept


def _overlap(one: Finding, other: Finding) -> bool:
    if (one.rule in _LIVED) != (other.rule in _LIVED) and (
        other.rule in _BESIDE or one.level is other.level
    ):
        return False  # no figure, absolute, promise or set phrase says that nobody lived it
    return not _of_voice(other) and one.start < other.end and other.start < one.end


def _of_voice(finding: Finding) -> bool:
    return finding.rule.startswith("voice.")


__all__ = ["Finding", "Grounds", "Level", "review"]
