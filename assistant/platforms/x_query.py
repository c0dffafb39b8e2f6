"""What people look for, in the words of X's search
(docs.x.com/x-api/posts/search/integrate/build-a-query and /operators).

Whatever is typed is looked for as it stands: no colon, minus or OR in it becomes an order to X.
Only `lang:` with a language is passed on, for whoever knows it.
"""

from __future__ import annotations

import re

from assistant.errors import InvalidInput

LONGEST = 512
"""Characters of a query, for apps that pay as they go."""

_PIECE = re.compile(r'"([^"]*)"|(\S+)')
_PLAIN = re.compile(r"\w+(?:['’]\w+)*")
_TAG = re.compile(r"#\w*[^\W\d_]\w*")
_NAME = re.compile(r"@\w{1,15}", re.ASCII)
_CASH = re.compile(r"\$[A-Za-z]{1,6}")
_LANGUAGE = re.compile(r"lang:[a-z]{2}")
_SITE = re.compile(r"(?:domain:)?((?:[a-z0-9-]+\.)+[a-z]{2,24})(/[^\s\"]*)?", re.IGNORECASE)
_ORDERS = frozenset({"OR", "AND", "NOT"})
_WORD = re.compile(r"\w")


def query_for(words: str, handle: str) -> str:
    """A query for posts of others.

    Args:
        words: what to look for: words, "phrases", #tags, @names, domains; all of them must be in.
        handle: our own, without the @; what we posted ourselves is left out.

    Raises:
        InvalidInput: there is nothing in it that X can look for, or it is too long.
    """
    pieces = [_piece(match[1], match[2] or "") for match in _PIECE.finditer(words)]
    found = [each for each in pieces if each]
    if not words.strip():
        raise InvalidInput("Say what to search for.")
    if all(_LANGUAGE.fullmatch(each) for each in found):
        # such a filter would match nearly everything, so X wants a word beside it
        raise InvalidInput("Give X at least one word, hashtag or name to search for.")
    query = " ".join([*found, f"-from:{handle}", "-is:retweet"])
    if len(query) > LONGEST:
        raise InvalidInput(
            f"That is too long for X, which takes {LONGEST} characters. Search for fewer words."
        )
    return query


def _piece(phrase: str | None, word: str) -> str:
    """One term; "" for what holds no letter or digit."""
    if phrase is not None:
        return _quoted(phrase)
    bare = word.strip(",;.!?()[]…").removeprefix("-")
    if _LANGUAGE.fullmatch(bare) or any(form.fullmatch(bare) for form in (_TAG, _NAME, _CASH)):
        return bare
    if site := _SITE.fullmatch(bare):
        address = f"{site[1]}{site[2] or ''}"
        return f'(url:"{address}" OR "{address}")'
    if _PLAIN.fullmatch(bare) and bare not in _ORDERS:
        return bare
    return _quoted(bare)


def _quoted(text: str) -> str:
    said = " ".join(text.replace('"', " ").split())
    return f'"{said}"' if _WORD.search(said) else ""
