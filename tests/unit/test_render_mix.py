"""The mix as blocks: within Slack's limits, whatever a post says, and honest about few posts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from assistant.community.best_times import Suggestion
from assistant.community.budget import budget
from assistant.community.mix import Function, Label, Value
from assistant.community.own_mix import Labelled
from assistant.community.posts import Author, Post
from assistant.desk.mixing import MixView
from handlers import ids
from handlers.render.mix import choice_of, mix, noted
from playground.blocks import check_blocks
from tests.fakes import NOW, account

ODD = "<!channel> *x* `y` <https://a.example|b> & \u202e " + "x" * 400


def post(text: str, function: Function | None, number: int = 0) -> Labelled:
    made = Post(
        f"at://did:acme/post/{number}", Author("us", "us"), text, NOW, "https://a.example/p"
    )
    return Labelled(made, Label(function, Value.INFORM if function else None, f"says {text[:40]}"))


def view(*posts: Labelled, limit: float = 0.2, **more: object) -> MixView:
    made = MixView(
        account=account(),
        accounts=(account(),),
        budget=budget(posts, limit),
        functions=Counter(each.label.function for each in posts),
        values=Counter(each.label.value for each in posts),
        newest=posts[:5],
        times=Suggestion(None, "No best time can be told: there is not enough data."),
        covers="last 28 days (26 Oct - 22 Nov)",
        read=True,
        zone="UTC",
        language="en",
        now=NOW,
    )
    return replace(made, **more)  # type: ignore[arg-type]


S, P = Function.SHARE, Function.PROMOTE


@pytest.mark.parametrize("text", ["Hello", ODD, "", "\n\n"])
def test_whatever_a_post_says_it_fits_and_pings_nobody(text: str) -> None:
    shown = mix(view(*[post(text, S, n) for n in range(5)]))

    for blocks in (shown.blocks, shown.plainer):
        assert check_blocks(list(blocks), "message") == []
        assert "<!channel" not in repr(blocks)
        assert "<https://a.example|b" not in repr(blocks)


def test_counts_come_before_percentages_while_posts_are_few() -> None:
    few = repr(mix(view(*[post("x", P)], *[post("x", S)] * 9)).blocks)
    many = repr(mix(view(*[post("x", P)] * 3, *[post("x", S)] * 27)).blocks)

    assert "1 of 10 posts and replies promote (10 %)" in few
    assert "10 % of 30 posts and replies promote" in many
    assert "anything from 1.8 % to 40 %" in few


def test_its_words_go_with_their_counts() -> None:
    """One post informs, two inform; and a line begins with a capital."""
    one = repr(mix(view(post("x", S))).blocks)
    two = repr(mix(view(*[post("x", S)] * 2)).blocks)

    assert "0 educate, 0 motivate, 0 entertain, 1 informs, 0 unsure" in one
    assert "2 inform," in two
    assert "\\nLast 28 days" in one


@pytest.mark.parametrize(
    ("posts", "said"),
    [
        ([], "Nothing was posted"),
        ([post("x", S)] * 3, "too early"),
        ([post("x", S)] * 5, "one more promotion fits"),
        ([post("x", S)] * 20, "5 more would fit"),
        ([post("x", P)] * 2 + [post("x", S)] * 5, "No promotion fits for now."),
    ],
)
def test_what_still_fits_is_said(posts: list[Labelled], said: str) -> None:
    assert said in repr(mix(view(*posts)).blocks)


def test_an_account_that_was_never_read_shows_no_figure() -> None:
    shown = mix(view(read=False))

    assert "not read yet" in repr(shown.blocks)
    assert "data_visualization" not in repr(shown.blocks)
    assert "not read yet" in shown.text
    assert "nothing was posted" not in shown.text


def test_unsure_stands_apart() -> None:
    shown = repr(mix(view(post("x", None), *[post("x", S)] * 4)).blocks)

    assert "*unsure*: 1" in shown
    assert "0 of 5 posts and replies promote" in shown


def test_each_post_offers_what_it_may_be() -> None:
    shown = mix(view(post("Hello", S, 1)))
    (picker,) = [
        block["accessory"]
        for block in shown.blocks
        if block.get("accessory", {}).get("action_id") == ids.numbered(ids.MIX_LABEL, 0)
    ]

    assert [each["text"]["text"] for each in picker["options"]] == [
        "promotes", "gives, educates", "gives, motivates", "gives, entertains", "gives, informs",
        "responds", "joins in", "as the rules say",
    ]  # fmt: skip
    chosen = choice_of("share", "inform", account().id, "at://did:acme/post/1")
    assert picker["initial_option"]["value"] == chosen


def test_an_id_too_long_to_be_carried_has_no_choice() -> None:
    long = replace(post("Hello", S).post, id="x" * 200)
    shown = mix(view(Labelled(long, Label(S, None, "gives"))))

    assert ids.MIX_LABEL not in repr(shown.blocks)


def test_other_accounts_can_be_chosen() -> None:
    both = (account(), account("other.example"))

    assert ids.MIX in repr(mix(view(post("x", S), accounts=both)).blocks)
    assert f"'{ids.MIX}'" not in repr(mix(view(post("x", S))).blocks)


def test_a_correction_is_answered_in_words() -> None:
    label = Label(Function.SHARE, Value.EDUCATE, "a person said so", "U1")

    assert "that post *gives, educates*. So it counts" in noted(label, by_person=True).text
    assert "rules speak" in noted(replace(label, by=None), by_person=False).text
