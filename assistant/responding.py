"""Puts the use cases of Respond together: before the chat is there, and with its cards.

`bootstrap` names the adapters under them, `jobs` says what of this is done in the background.
"""

from __future__ import annotations

from assistant.agent.late import LateDrafter
from assistant.approaching import leaving_alone
from assistant.bootstrap import Desk
from assistant.desk.briefing import Briefing
from assistant.desk.charging import Charging
from assistant.desk.deciding import Deciding
from assistant.desk.handing import Handing
from assistant.desk.item_views import ItemViews
from assistant.desk.linking import Linking
from assistant.desk.linting import Linting
from assistant.desk.listening import Listening
from assistant.desk.minding import Minding
from assistant.desk.post_gate import PostGate
from assistant.desk.publishing import Publishing
from assistant.desk.repeating import Repeating
from assistant.desk.replying import Replying
from assistant.desk.reviewing import Reviewing
from assistant.desk.showing import Showing
from assistant.desk.summarizing import Summarizing
from assistant.desk.teaching import Teaching
from assistant.desk.triaging import Triaging
from assistant.desk.voices import Voices
from assistant.giving import StudioWork, mixing
from assistant.note_side import NoteWork
from assistant.ports import Directory
from assistant.ports.inbox import Cards
from assistant.storage.meters import StoredMeters


class Responding:
    """Everything about items and drafts that needs no card.

    Args:
        desk: open.
        directory: the chat's people.
    """

    def __init__(self, desk: Desk, directory: Directory) -> None:
        self._desk = desk
        self._permitting = desk.permitting(directory)
        self.teaching = self._teaching()
        self.lint = Linting(
            accounts=desk.accounts,
            drafts=desk.stores.drafts,
            book=desk.stores.brand,
            publishers=desk.connections,
            voices=Voices(self.teaching.own_texts, desk.clock),
            studios=desk.stores.studios,
        )
        self.mixing = mixing(desk, self._permitting)
        self.deciding = self._deciding(directory)
        self.handing = Handing(
            permitting=self._permitting,
            accounts=desk.accounts,
            inbox=desk.stores.inbox,
            drafts=desk.stores.drafts,
            connections=desk.connections,
            deciding=self.deciding,
            clock=desk.clock,
        )
        self.replying = self._replying()
        self.reviewing = self._reviewing()
        self.publishing = self._publishing()
        self.listening = self._listening()

    def with_cards(
        self, cards: Cards, notes: NoteWork | None = None, studios: StudioWork | None = None
    ) -> CardWork:
        """What shows items, reminds of them and begins new ones, beside what brings notes and
        what shows studios.
        """
        desk, inbox = self._desk, self._desk.stores.inbox
        showing = Showing(
            inbox=inbox,
            cards=cards,
            preferences=desk.preferences,
            managers=desk.managers,
            once=desk.once,
            clock=desk.clock,
        )
        minding = Minding(
            inbox=inbox,
            cards=cards,
            preferences=desk.preferences,
            showing=showing,
            clock=desk.clock,
        )
        triaging = Triaging(
            permitting=self._permitting,
            accounts=desk.accounts,
            records=desk.records,
            inbox=inbox,
            drafts=desk.stores.drafts,
            searches=desk.stores.searches,
            preferences=desk.preferences,
            cards=cards,
            clock=desk.clock,
            new_id=desk.new_id,
            heed=leaving_alone(desk, self._permitting).heed,
        )
        return CardWork(self, triaging, showing, minding, notes=notes, studios=studios)

    def _reviewing(self) -> Reviewing:
        desk, stores = self._desk, self._desk.stores
        return Reviewing(
            permitting=self._permitting,
            drafts=stores.drafts,
            inbox=stores.inbox,
            accounts=desk.accounts,
            preferences=desk.preferences,
            publishers=desk.connections,
            lint=self.lint,
            gate=PostGate(
                accounts=desk.accounts,
                publishers=desk.connections,
                lint=self.lint,
                budget=self.mixing,
                repeats=Repeating(records=desk.records, drafts=stores.drafts, clock=desk.clock),
            ),
            clock=desk.clock,
            new_id=desk.new_id,
        )

    def _publishing(self) -> Publishing:
        desk, stores = self._desk, self._desk.stores
        return Publishing(
            permitting=self._permitting,
            drafts=stores.drafts,
            studios=stores.studios,
            inbox=stores.inbox,
            accounts=desk.accounts,
            preferences=desk.preferences,
            publishers=desk.connections,
            clock=desk.clock,
            new_id=desk.new_id,
            charging=Charging(
                desk.accounts, StoredMeters(stores.costs, stores.paid_today, desk.clock)
            ),
        )

    def _listening(self) -> Listening:
        desk, stores = self._desk, self._desk.stores
        return Listening(
            permitting=self._permitting,
            searches=stores.searches,
            accounts=desk.accounts,
            records=desk.records,
            connections=desk.connections,
            acts=desk.acts,
            clock=desk.clock,
            new_id=desk.new_id,
        )

    def _teaching(self) -> Teaching:
        desk, stores = self._desk, self._desk.stores
        return Teaching(
            permitting=self._permitting,
            book=stores.brand,
            drafts=stores.drafts,
            records=desk.records,
            accounts=desk.accounts,
            preferences=desk.preferences,
            pages=desk.connections,
            acts=desk.acts,
            clock=desk.clock,
            new_id=desk.new_id,
        )

    def _deciding(self, directory: Directory) -> Deciding:
        desk, stores = self._desk, self._desk.stores
        views = ItemViews(
            accounts=desk.accounts,
            familiar=stores.familiar,
            drafts=stores.drafts,
            preferences=desk.preferences,
            publishers=desk.connections,
            lint=self.lint,
            clock=desk.clock,
        )
        return Deciding(
            permitting=self._permitting,
            directory=directory,
            accounts=desk.accounts,
            inbox=stores.inbox,
            drafts=stores.drafts,
            views=views,
            acts=desk.acts,
            clock=desk.clock,
        )

    def _replying(self) -> Replying:
        desk, stores = self._desk, self._desk.stores
        briefing = Briefing(
            accounts=desk.accounts,
            records=desk.records,
            inbox=stores.inbox,
            familiar=stores.familiar,
            drafts=stores.drafts,
            book=stores.brand,
            preferences=desk.preferences,
            connections=desk.connections,
            publishers=desk.connections,
            clock=desk.clock,
        )
        linking = Linking(
            permitting=self._permitting,
            accounts=desk.accounts,
            connections=desk.connections,
            inbox=stores.inbox,
            clock=desk.clock,
            new_id=desk.new_id,
        )
        return Replying(
            permitting=self._permitting,
            inbox=stores.inbox,
            drafts=stores.drafts,
            briefing=briefing,
            linking=linking,
            drafter=LateDrafter(models=desk.models, clock=desk.clock),
            budget=desk.budget,
            preferences=desk.preferences,
            clock=desk.clock,
            new_id=desk.new_id,
        )


class CardWork:
    """What background jobs of Respond work with; only a process that reaches the chat has it."""

    def __init__(
        self,
        responding: Responding,
        triaging: Triaging,
        showing: Showing,
        minding: Minding,
        *,
        notes: NoteWork | None = None,
        studios: StudioWork | None = None,
    ) -> None:
        self.responding = responding
        self.triaging = triaging
        self.showing = showing
        self.minding = minding
        self.notes = notes
        self.studios = studios

    @property
    def summarizing(self) -> Summarizing:
        """The use case behind the weekly note."""
        assert self.notes is not None, "put together without weekly notes"
        return self.notes.summarizing
