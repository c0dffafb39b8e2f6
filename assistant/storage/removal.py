"""`ports.keeping.Removal` in PostgreSQL: finds what is kept of posts, and takes the words out."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from sqlalchemy import text

from assistant.community.answers import Answer
from assistant.community.posts import Author
from assistant.community.removing import ERASED, marks_of, speaks_of, without
from assistant.community.staleness import quoted
from assistant.storage import records_sql as sql
from assistant.storage.clearances import CARD, STUDIO
from assistant.storage.database import Database
from assistant.storage.records_step import Step
from assistant.storage.texts import id_at

_KEPT = text("""
SELECT id FROM post WHERE account_id = :account_id
UNION SELECT id FROM interaction
    WHERE account_id = :account_id AND kind IN ('reply', 'quote', 'mention')
UNION SELECT id FROM hit WHERE account_id = :account_id
UNION SELECT id FROM item_part
    WHERE account_id = :account_id AND (text <> '' OR gone_at IS NULL)
UNION SELECT post_id FROM spotlight WHERE account_id = :account_id AND post_id <> ''
ORDER BY id DESC
""")

# Those who wrote them, and of whom nothing else is kept.
_FORGOTTEN = text("""
WITH author AS (
    SELECT author_id AS id FROM interaction WHERE account_id = :account_id AND id = ANY(:ids)
    UNION SELECT author_id FROM hit WHERE account_id = :account_id AND id = ANY(:ids)
    UNION SELECT person_id FROM spotlight WHERE account_id = :account_id AND post_id = ANY(:ids)
    UNION SELECT i.person_id FROM item i JOIN item_part p ON p.item_id = i.id
        WHERE i.account_id = :account_id AND p.id = ANY(:ids)
), known AS (
    SELECT id, handle, name FROM person WHERE account_id = :account_id
    UNION SELECT author_id, author_handle, author_name FROM hit WHERE account_id = :account_id
    UNION SELECT person_id, person_handle, person_name FROM item WHERE account_id = :account_id
    UNION SELECT person_id, person_handle, person_name FROM spotlight
        WHERE account_id = :account_id
)
SELECT known.id, known.handle, known.name FROM known JOIN author USING (id)
WHERE NOT EXISTS (SELECT FROM interaction i WHERE i.account_id = :account_id
        AND i.author_id = known.id AND i.id <> ALL(:ids))
    AND NOT EXISTS (SELECT FROM hit h WHERE h.account_id = :account_id
        AND h.author_id = known.id AND h.id <> ALL(:ids))
    AND NOT EXISTS (SELECT FROM item i JOIN item_part p ON p.item_id = i.id
        WHERE i.account_id = :account_id AND i.person_id = known.id
        AND p.id <> ALL(:ids) AND p.gone_at IS NULL)
""")

_HITS = text("DELETE FROM hit WHERE account_id = :account_id AND id = ANY(:ids)")
_SPOTLIGHTS = text("""
DELETE FROM spotlight
WHERE account_id = :account_id AND (post_id = ANY(:ids) OR person_id = ANY(:people))
""")
# Whoever wants to be left alone is still known by their id.
_OPT_OUTS = text("""
UPDATE opt_out SET person_handle = '', person_name = '', reason = ''
WHERE person_id = ANY(:people)
    AND platform = (SELECT platform FROM account WHERE id = :account_id)
""")
_DISMISSALS = text("""
UPDATE dismissal SET shown = 'somebody'
WHERE account_id = :account_id AND kind = 'author' AND value = ANY(:people)
""")
_STUDIOS = text("""
UPDATE studio SET topic = CASE WHEN topic_speaks THEN '' ELSE topic END,
    about = CASE WHEN about_speaks THEN '' ELSE about END
FROM (SELECT id AS found,
        EXISTS (SELECT FROM unnest(CAST(:marks AS text[])) m WHERE strpos(topic, m) > 0)
            AS topic_speaks,
        EXISTS (SELECT FROM unnest(CAST(:marks AS text[])) m WHERE strpos(about, m) > 0)
            AS about_speaks
    FROM studio) AS speaking
WHERE studio.id = found AND (topic_speaks OR about_speaks)
RETURNING studio.id
""")

# Cards that are open show what the same person wrote before, and what we answered then.
_CARDS = text("""
SELECT id FROM item WHERE account_id = :account_id AND decision IS NULL AND card_ts IS NOT NULL
    AND person_id IN (
        SELECT author_id FROM interaction WHERE account_id = :account_id AND id = ANY(:ids)
        UNION SELECT said.author_id FROM post answer
            JOIN interaction said ON said.account_id = :account_id AND said.id = answer.parent_id
            WHERE answer.account_id = :account_id AND answer.id = ANY(:ids))
""")
_REDRAW = text("""
UPDATE clearing SET redraw = redraw || CAST(:marks AS text[]) WHERE account_id = :account_id
""")

_SPEAKS = "EXISTS (SELECT FROM unnest(CAST(:written AS text[])) m WHERE strpos({}, m) > 0)"
_RUNS = text(f"""
SELECT id, conversation_id, answer FROM run WHERE {_SPEAKS.format("answer")} FOR UPDATE
""")  # noqa: S608 - our own words
_RUN = text("UPDATE run SET answer = :answer WHERE id = :id")
_NOTES = text(f"""
SELECT week, body FROM note WHERE {_SPEAKS.format("body::text")} FOR UPDATE
""")  # noqa: S608 - our own words
_NOTE = text("UPDATE note SET body = CAST(:body AS jsonb) WHERE week = :week")

# What is new in a conversation stands on the draft that it overtook.
_TEXTS = text("""
SELECT text FROM interaction WHERE account_id = :account_id AND id = ANY(:ids)
UNION SELECT text FROM hit WHERE account_id = :account_id AND id = ANY(:ids)
UNION SELECT text FROM item_part WHERE account_id = :account_id AND id = ANY(:ids)
""")
_TOLD = text("""
SELECT id, item_id, studio_id, problem FROM draft
WHERE account_id = :account_id AND problem <> '' FOR UPDATE
""")
_PROBLEM = text("UPDATE draft SET problem = :problem WHERE id = :id")

# With their audit log, of which no line can be changed. What went out is ours, and what is on its
# way is needed until it has arrived.
_DRAFTS = text("""
DELETE FROM draft
WHERE account_id = :account_id AND state IN ('rejected', 'expired', 'failed', 'stale')
    AND item_id IN (SELECT i.id FROM item i WHERE i.account_id = :account_id
        AND i.person_handle = '' AND NOT EXISTS (SELECT FROM item_part p
            WHERE p.item_id = i.id AND (p.text <> '' OR p.gone_at IS NULL)))
""")
_PEOPLE = text("""
DELETE FROM person p WHERE p.account_id = :account_id AND NOT EXISTS (
    SELECT FROM interaction i WHERE i.account_id = :account_id AND i.author_id = p.id)
""")


_REMOVED = "New: a post that was removed since."


class PostgresRemoval:
    """Takes the words of removed posts out of everything that quotes them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def kept(self, workspace_id: str, account_id: str) -> Sequence[str]:
        """See the port."""
        async with self._database.workspace(workspace_id) as connection:
            rows = await Step(connection, workspace_id, id_at(account_id)).rows(_KEPT)
        return [row.id for row in rows]

    async def erase(
        self, workspace_id: str, account_id: str, ids: Collection[str]
    ) -> Collection[str]:
        """See the port."""
        async with self._database.workspace(workspace_id) as connection:
            step = Step(connection, workspace_id, id_at(account_id))
            gone = sorted(ids)
            cards = {row.id for row in await step.rows(_CARDS, ids=gone)}
            overtaken = await _problems(step, gone)
            found = await step.rows(_FORGOTTEN, ids=gone)
            people = [Author(row.id, row.handle, row.name) for row in found]
            marks = marks_of(gone, people)
            whom = sorted({each.id for each in people})
            await step.change(_HITS, ids=gone)
            await step.change(_SPOTLIGHTS, ids=gone, people=whom)
            await step.change(_OPT_OUTS, people=whom)
            await step.change(_DISMISSALS, people=whom)
            studios = {row.id for row in await step.rows(_STUDIOS, marks=list(marks))}
            await _notes(step, marks)
            shown = {CARD: cards, STUDIO: studios}
            redraw = {f"{kind}{each}" for kind, ids_ in shown.items() for each in ids_}
            await step.change(_REDRAW, marks=sorted(redraw | overtaken))
            return await _runs(step, marks)

    async def tidy(self, workspace_id: str, account_id: str) -> int:
        """See the port."""
        async with self._database.workspace(workspace_id) as connection:
            step = Step(connection, workspace_id, id_at(account_id))
            await step.rows(sql.LOCK)
            return await step.change(_DRAFTS) + await step.change(_PEOPLE)


async def _problems(step: Step, gone: Sequence[str]) -> set[str]:
    """Drafts that tell what was new quote nothing of it any more; marks of where they are shown."""
    told = {row.text for row in await step.rows(_TEXTS, ids=gone) if row.text.strip()}
    quotes = [quoted(each) for each in told]
    shown = set()
    for row in await step.rows(_TOLD) if quotes else ():
        lines = row.problem.split("\n")
        bare = [_REMOVED if any(each in line for each in quotes) else line for line in lines]
        if bare != lines:
            await step.change(_PROBLEM, id=row.id, problem="\n".join(bare))
            shown.add(f"{CARD}{row.item_id}" if row.item_id else f"{STUDIO}{row.studio_id}")
    return shown


async def _runs(step: Step, marks: Sequence[str]) -> Collection[str]:
    """Answers that speak of them say only that they did; in which conversations they were."""
    conversations = set()
    for row in await step.rows(_RUNS, written=_written(marks)):
        if speaks_of(row.answer, _written(marks)):
            bare = Answer(text=ERASED, composer=json.loads(row.answer).get("composer", ""))
            await step.change(_RUN, id=row.id, answer=bare.model_dump_json())
            conversations.add(row.conversation_id)
    return conversations


async def _notes(step: Step, marks: Sequence[str]) -> None:
    for row in await step.rows(_NOTES, written=_written(marks)):
        await step.change(_NOTE, week=row.week, body=json.dumps(without(row.body, marks)))


def _written(marks: Sequence[str]) -> list[str]:
    """As they are written in JSON."""
    return [json.dumps(each, ensure_ascii=False)[1:-1] for each in marks]
