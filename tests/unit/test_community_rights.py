"""Who may do what: every act for every kind of person, and a way on in each refusal."""

from __future__ import annotations

from itertools import product

import pytest

from assistant.community.rights import Act, Rank, Standing, allowed, check, refusal
from assistant.errors import NotAllowed

MEMBER = Rank(Standing.MEMBER)
PEOPLE = {
    "member": MEMBER,
    "admin": Rank(Standing.MEMBER, admin=True),
    "installer": Rank(Standing.MEMBER, installer=True),
    "named manager": Rank(Standing.MEMBER, named=True),
    "approver": Rank(Standing.MEMBER, approver=True),
    "approver who manages": Rank(Standing.MEMBER, named=True, approver=True),
    "member, others approve": Rank(Standing.MEMBER, approver=False),
    "manager, others approve": Rank(Standing.MEMBER, named=True, approver=False),
    "admin, others approve": Rank(Standing.MEMBER, admin=True, approver=False),
    "guest": Rank(Standing.GUEST),
    "guest who was named": Rank(Standing.GUEST, named=True),
    "outside": Rank(Standing.OUTSIDE),
    "admin of another organisation": Rank(Standing.OUTSIDE, admin=True),
    "deactivated installer": Rank(Standing.DEACTIVATED, installer=True),
    "deactivated approver": Rank(Standing.DEACTIVATED, approver=True),
    "bot": Rank(Standing.BOT, admin=True),
}
MEMBERS = {name for name, rank in PEOPLE.items() if rank.standing is Standing.MEMBER}
MANAGERS = {
    "admin", "installer", "named manager", "approver who manages", "manager, others approve",
    "admin, others approve",
}  # fmt: skip
APPROVERS = {"admin", "installer", "named manager", "approver", "approver who manages"}

TABLE = {
    Act.ASK: MEMBERS,
    Act.SHARE: MEMBERS,
    Act.SEE_HOME: MEMBERS,
    Act.SEE_ACTS: MANAGERS,
    Act.CONNECT: MANAGERS,
    Act.DISCONNECT: MANAGERS,
    Act.ERASE: MANAGERS,
    Act.CHANGE_SETTINGS: MANAGERS,
    Act.NAME_MANAGER: MANAGERS,
    Act.UNNAME_MANAGER: MANAGERS,
    Act.APPROVE: APPROVERS,
    Act.TRIAGE: MEMBERS,
    Act.REOPEN: MEMBERS,
    Act.HIDE: APPROVERS,
    Act.DRAFT: MEMBERS,
    Act.TEACH: MANAGERS,
    Act.LISTEN: MANAGERS,
    Act.SEE_AUDIT: MANAGERS,
}


def test_the_table_knows_every_act_and_every_standing():
    assert set(Act) == set(TABLE)
    assert set(Standing) == {rank.standing for rank in PEOPLE.values()}


@pytest.mark.parametrize(("act", "who"), list(product(Act, PEOPLE)))
def test_each_act_is_open_to_these_people_and_nobody_else(act: Act, who: str):
    """An act that is refused has a sentence, and one that is allowed has none."""
    expected = who in TABLE[act]

    assert allowed(act, PEOPLE[who]) is expected
    assert (refusal(act, PEOPLE[who]) is None) is expected


@pytest.mark.parametrize(("act", "who"), list(product(Act, PEOPLE)))
def test_a_refusal_is_a_plain_sentence(act: Act, who: str):
    sentence = refusal(act, PEOPLE[who], ("Ana",)) or "Allowed."

    assert sentence.endswith(".")
    assert "{" not in sentence
    assert "!" not in sentence


@pytest.mark.parametrize(
    ("act", "rank", "helpers", "expected"),
    [
        (
            Act.CHANGE_SETTINGS, MEMBER, ("Ana", "Bo"),
            ("Only managers of Engage can change settings. "
            "Please ask Ana, Bo or any admin of this workspace."),
        ),
        (
            Act.CONNECT, MEMBER, (),
            "Only managers of Engage can connect accounts. Please ask any admin of this workspace.",
        ),
        (
            Act.CONNECT, MEMBER, ("A", "B", "C", "D", "E"),
            ("Only managers of Engage can connect accounts. "
            "Please ask A, B, C or any admin of this workspace."),
        ),
        (
            Act.APPROVE, Rank(Standing.MEMBER, admin=True, approver=False), ("Ana",),
            ("Only the people named for this account can approve what is published. "
            "Please ask Ana."),
        ),
        (
            Act.ASK, Rank(Standing.GUEST), (),
            ("Engage answers full members of this workspace only. "
            "Please ask a colleague to put the question."),
        ),
        (
            Act.DRAFT, Rank(Standing.OUTSIDE), (),
            ("Engage answers full members of this workspace only. "
            "Please ask a colleague there to have it drafted."),
        ),
        (
            Act.TEACH, MEMBER, ("Ana",),
            ("Only managers of Engage can change what replies rest on. "
            "Please ask Ana or any admin of this workspace."),
        ),
        (
            Act.SEE_AUDIT, Rank(Standing.MEMBER, approver=True), (),
            ("Only managers of Engage can export the log of replies. "
            "Please ask any admin of this workspace."),
        ),
    ],
)  # fmt: skip
def test_a_refusal_names_who_can_do_it(
    act: Act, rank: Rank, helpers: tuple[str, ...], expected: str
):
    assert expected == refusal(act, rank, helpers)


def test_check_raises_the_sentence():
    check(Act.ASK, MEMBER)
    with pytest.raises(NotAllowed) as refused:
        check(Act.ERASE, MEMBER, ("Ana",))

    assert refused.value.reason == refusal(Act.ERASE, MEMBER, ("Ana",))
