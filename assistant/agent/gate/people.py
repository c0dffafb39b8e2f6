"""Rules about whom and where: accounts, handles, names, links and quotation marks."""

from __future__ import annotations

import re

from assistant.agent.gate.names import Mention
from assistant.agent.gate.reading import Reading
from assistant.agent.lexicon import Word

_MARKED = re.compile(
    r"""["“”„«»「」『』‟]([^"“”„«»「」『』‟]*)["“”«»「」『』‟]?
      | (?<![\w’'])['‘‚]([^'’‘‚]{2,}?)['’](?!\w)""",
    re.VERBOSE,
)
_OPENS = re.compile(r"(?:^|[.:!?\n–—(|]|[-*+•]\s)[\s*_#]*$")
_SHORT = re.compile(r"[A-ZÀ-Þ]{2,5}s?$")
_DESCRIBED = re.compile(
    r"\b(?:the|your|our)\s+((?:[^\W\d_]+\s+){1,3}?)(?:account|handle|profile|channel|page|feed)\b",
    re.IGNORECASE,
)
_USUAL = {"same", "connected", "brand", "own", "whole", "sample", "demo"}
_OURS = {"engage", "slack", "bluesky", "mastodon", "x", "facebook", "instagram", "english"}


def has_wrong_account(reading: Reading) -> bool:
    """An account or platform beside a figure of another one; "all accounts" beside one of them."""
    named = (each for each in reading.mentions if each.accounts is not None)
    if any(not _account_fits(reading, each) for each in named):
        return True
    if any(_is_one_of_those(reading, each) for each in named_platforms(reading)):
        return True
    if _is_all_of_one(reading):
        return True
    several = len(reading.evidence.accounts) > 1
    every = (fact for hit in reading.of("all") for fact in reading.beside(hit.start))
    return several and any(fact.account for fact in every)


def named_platforms(reading: Reading) -> list[Mention]:
    """Mentions that can mean several accounts: "Bluesky", where two are connected there."""
    return [each for each in reading.mentions if len(each.accounts or ()) > 1]


def _is_one_of_those(reading: Reading, mention: Mention) -> bool:
    """As in "your Bluesky accounts: {{f3}}", where f3 is of one of them."""
    following = reading.between(mention.end, len(reading.plain))[:1]
    if mention.whole and not any(len(each.accounts or ()) == 1 for each in reading.mentions):
        following = ["accounts"]  # "Harbor answers in {{f3}}": a name of several
    told = {fact.account for fact in reading.beside(mention.start)}
    several = following == ["accounts"]
    return several and bool(told - {None}) and not told >= (mention.accounts or frozenset())


def _is_all_of_one(reading: Reading) -> bool:
    """As in "nobody is waiting: {{f5}}", where another account of the run has some waiting."""
    if any(each.accounts for each in reading.mentions) or "there" in reading.between(
        0, len(reading.plain)
    ):
        return False
    return any(
        fact.value == 0 and other.metric == fact.metric and other.account != fact.account
        for hit in reading.of("zero", "every")
        for fact in reading.beside(hit.start)
        for other in reading.evidence.facts.values()
        if other.value and fact.account
    )


def names_strange_account(reading: Reading) -> bool:
    """The support handle, your second account: nobody knows which, beside a figure of one."""
    for found in _DESCRIBED.finditer(reading.plain):
        clause = reading.clause(found.start())
        named = any(clause.start <= each.start < clause.end for each in reading.mentions)
        words = {word.casefold() for word in found[1].split()}
        if clause.facts and not named and words - _USUAL - reading.names:
            return True
    return any(_is_stage(reading, word) for word in reading.loose)


def _is_stage(reading: Reading, word: Word) -> bool:
    """As in "on beans you got {{f1}}", where nobody knows what beans is."""
    if word.text in reading.language.common or word.text in reading.names:
        return False
    clause = reading.clause(word.start)
    before = reading.between(clause.start, word.start)
    follows = reading.between(word.end, clause.end)[:1]
    names = not follows or follows in (["you"], ["we"])
    return bool(clause.facts) and before == ["on"] and names


def _account_fits(reading: Reading, mention: Mention) -> bool:
    accounts = mention.accounts or frozenset()
    everywhere = {found for each in reading.mentions for found in each.accounts or ()}
    for fact in reading.beside(mention.start):
        if fact.metric == "name":
            continue
        if fact.account is None and everywhere < set(reading.evidence.accounts):
            return False
        if fact.account is not None and fact.account not in accounts:
            return False
    clause = reading.clause(mention.start)
    quoted = {each.quote.account for each in clause.tokens if each.quote and each.quote.account}
    return not quoted or bool(quoted & accounts)


def names_stranger(reading: Reading) -> bool:
    """A handle, hashtag, address or person that nothing in the evidence names."""
    if any(not each.known for each in reading.mentions):
        return True
    if reading.language.code == "de" or reading.plain.lstrip().startswith("#"):
        return False  # German writes every noun with a capital; a heading may, too
    return any(_is_stranger(reading, word) for word in reading.loose)


def _is_stranger(reading: Reading, word: Word) -> bool:
    """An unknown word with a capital inside a sentence, or that does what people do."""
    if word.text in reading.language.common or word.text in _OURS or _SHORT.match(word.raw):
        return False
    if word.text in reading.names or _is_quoted(reading, word):
        return False
    opens = _OPENS.search(reading.plain[: word.start])
    if word.raw[0].isupper() and not opens:
        return True
    following = reading.between(word.end, len(reading.plain))[:1]
    if opens and reading.does("people do", following):
        return True
    alone = reading.clause(word.start).start == word.start or opens
    return bool(alone) and bool(reading.figures) and reading.does("active", following)


def _is_quoted(reading: Reading, word: Word) -> bool:
    """As in "kari.test asks about Norway: {{q1}}", where the quote holds the word."""
    return any(word.raw in quote.text for quote in reading.quotes)


def reports_words(reading: Reading) -> bool:
    """As in "ben.test says it is great": public words are shown by their token or not at all."""
    authors = {quote.author.casefold().lstrip("@") for quote in reading.evidence.quotes.values()}
    return not reading.quotes and any(
        reading.sentence[each.start : each.end].casefold().lstrip("@") in authors
        and reading.does("people do", reading.between(each.end, len(reading.plain))[:2])
        for each in reading.mentions
    )


def has_strange_link(reading: Reading) -> bool:
    """An address that no quote and no fact holds."""
    if not reading.links:
        return False
    known = {quote.url for quote in reading.evidence.quotes.values()}
    for fact in reading.evidence.facts.values():
        known |= {part.strip("()<>.,") for part in f"{fact.value} {fact.wording}".split()}
    return any(reading.sentence[start:end] not in known for start, end in reading.links)


def _is_search(reading: Reading) -> bool:
    """As in "maybe try 'starter'": words to search for, said by nobody."""
    inside = reading.between(0, len(reading.plain))
    claims = any(reading.does(each, inside) for each in ("report", "copula", "people do"))
    return not reading.tokens and not claims and reading.does("searches", inside)


def quotes_freely(reading: Reading) -> bool:
    """Words in quotation marks that are neither a token nor what the person wrote."""
    known = [reading.evidence.question, *reading.evidence.arguments]
    for found in _MARKED.finditer(reading.plain):
        said = (found[1] or found[2] or "").strip(" .,")
        if said and _is_search(reading):
            continue
        if not said or not any(said.casefold() in text.casefold() for text in known):
            return True
    return False
