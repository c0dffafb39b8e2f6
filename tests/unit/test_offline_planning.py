"""Questions by people, and the tool calls that the rules make of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.agent.offline.calls import Call, Plan
from assistant.agent.offline.planning import plan
from assistant.agent.offline.reading import Known, read
from tests.fakes import NOW

KNOWN = Known(
    accounts=(
        "bluesky:lamps.example",
        "bluesky:lamps-care.example",
        "mastodon:@lamps@social.example",
    ),
    now=NOW,
    zone="Europe/Berlin",
)


def decide(question: str, *earlier: str) -> Plan:
    return plan(question, earlier, KNOWN)


def only(question: str, *earlier: str) -> Call:
    decided = decide(question, *earlier)
    assert isinstance(decided, tuple), decided
    assert len(decided) == 1
    return decided[0]


def call(tool: str, **arguments: object) -> Call:
    return Call(tool, arguments)  # type: ignore[arg-type]


METRICS = [
    ("how many untagged mentions did we get last week?", ["untagged"]),
    ("how many people spoke about us without tagging us this week?", ["untagged"]),
    ("wie viele leute haben über uns geschrieben, ohne uns zu markieren?", ["untagged"]),
    ("how many mentions did we get last week?", ["mentions"]),
    ("How many replies did we get this week?", ["replies"]),
    ("number of comments", ["replies"]),
    ("wie viele Kommentare?", ["replies"]),
    ("likes and reposts", ["likes", "reposts"]),
    ("how many boosts", ["reposts"]),
    ("were we quoted, how many quotes", ["quotes"]),
    ("mentions please", ["mentions"]),
    ("Interaktionen", ["engagements"]),
    ("engagement per post", ["engagements_per_post"]),
    ("what is our engagement rate", ["rate_by_followers", "rate_by_impressions"]),
    ("engagement rate by impressions", ["rate_by_impressions"]),
    ("how many posts did we publish", ["posts"]),
    ("wie viele Beiträge", ["posts"]),
    ("how many replies did we write", ["own_replies"]),
    ("how many replies did our posts get", ["replies"]),
    ("what is our response rate", ["response_rate"]),
    ("how many people wrote", ["people"]),
    ("how many people came back", ["returning_people"]),
    ("how many newcomers", ["first_timers"]),
    ("did anyone go quiet? how many lapsed regulars", ["lapsed_regulars"]),
    ("how big is our community core", ["community_core"]),
    ("is it always the same few people", ["concentration"]),
    ("how deep are conversations", ["conversation_depth"]),
    ("conversation share", ["conversation_share"]),
    ("how many followers do we have", ["followers"]),
    ("did we lose followers", ["follower_change"]),
    ("how many new followers", ["follower_change"]),
    ("neue Follower", ["follower_change"]),
]


@pytest.mark.parametrize(("question", "metrics"), METRICS, ids=[row[0] for row in METRICS])
def test_a_metric_is_read_from_its_names(question: str, metrics: list[str]) -> None:
    """English and German, singular and plural, and the general word beside a special one."""
    decided = only(question)

    assert decided.tool == "get_metrics"
    assert metrics == decided.arguments["metrics"]


TOOLS = [
    ("how are we doing", call("account_health")),
    ("how are we doing this week?", call("account_health", period="this week")),
    ("Wie läuft es gerade?", call("account_health")),
    ("give me an overview of October", call("account_health", period="october")),
    ("how was yesterday", call("account_health", period="yesterday")),
    ("lamps-care.example", call("account_health", account="bluesky:lamps-care.example")),
    ("last week?", call("account_health", period="last week")),
    ("who is waiting for an answer?", call("open_items")),
    ("which comments have we not answered this month", call("open_items", period="this month")),
    ("Wer wartet noch auf eine Antwort?", call("open_items")),
    ("how fast do we answer", call("response_times")),
    ("Wie schnell antworten wir?", call("response_times")),
    ("response time last 30 days", call("response_times", period="last 30 days")),
    ("best posts", call("list_posts", order="best")),
    ("what were our worst posts in October", call("list_posts", order="weakest", period="in october")),
    ("newest posts", call("list_posts", order="newest")),
    ("top 5 posts", call("list_posts", order="best", limit=5)),
    ("Welche Beiträge liefen am besten?", call("list_posts", order="best")),
    ("which post got the most likes", call("list_posts", order="best")),
    ("when should we post?", call("best_times")),
    ("Wann sollten wir posten?", call("best_times")),
    ("who are our regulars", call("community")),
    ("who came back last week", call("community", period="last week")),
    ("most active people", call("community")),
    ("which accounts are connected", call("list_accounts")),
    ("search for olive oil", call("search_posts", words="olive oil")),
    ('search for "broken lamp"', call("search_posts", words="broken lamp")),
    ("what do people say about our lamps", call("search_posts", words="our lamps")),
    ("compare this week with last week", call("compare_periods", period="this week", baseline="last week")),
    ("are replies up?", call("compare_periods", metrics=["replies"])),
    ("more likes than last month?", call("compare_periods", metrics=["likes"], period="this month", baseline="last month")),
    ("likes last week compared to the week before", call("compare_periods", metrics=["likes"], period="last week")),
    ("do we answer faster than last week? response time", call("compare_periods", metrics=["response_time_median", "answered_in_target"], period="this week", baseline="last week")),
    ("how did https://bsky.app/profile/lamps.example/post/3k do?", call("post_by_link", link="https://bsky.app/profile/lamps.example/post/3k")),
    ("likes on lamps.example", call("get_metrics", metrics=["likes"], account="bluesky:lamps.example")),
    ("likes on @lamps-care.example yesterday", call("get_metrics", metrics=["likes"], period="yesterday", account="bluesky:lamps-care.example")),
    ("likes on mastodon", call("get_metrics", metrics=["likes"], account="mastodon:@lamps@social.example")),
    ("likes for lamps-care", call("get_metrics", metrics=["likes"], account="bluesky:lamps-care.example")),
    ("hwo many coments lst week", call("get_metrics", metrics=["replies"], period="last week")),
    ("likes from 3 to 9 November", call("get_metrics", metrics=["likes"], period="from 3 to 9 november")),
    ("likes in den letzten 7 Tagen", call("get_metrics", metrics=["likes"], period="in den letzten 7 tagen")),
    ("how many likes may we expect", call("get_metrics", metrics=["likes"])),
    ("likes in may", call("get_metrics", metrics=["likes"], period="in may")),
    ("likes next week", call("get_metrics", metrics=["likes"], period="next week")),
    ("compare replies with last month", call("compare_periods", metrics=["replies"], period="this month", baseline="last month")),
    ("compare replies to lats month", call("compare_periods", metrics=["replies"], period="this month", baseline="last month")),
    ("more replies than yesterday?", call("compare_periods", metrics=["replies"], period="today", baseline="yesterday")),
    ("more replies than in October?", call("compare_periods", metrics=["replies"], period="this month", baseline="in october")),
    ("Mehr Likes als letzte Woche?", call("compare_periods", metrics=["likes"], period="this week", baseline="letzte woche")),
    ("Vergleiche Likes mit dem letzten Monat", call("compare_periods", metrics=["likes"], period="this month", baseline="dem letzten monat")),
    ("compare replies last week", call("compare_periods", metrics=["replies"], period="last week")),
    ("compare likes with the last 30 days", call("compare_periods", metrics=["likes"], period="the last 30 days")),
    ("how did likes change from last month to this month", call("compare_periods", metrics=["likes"], period="this month", baseline="from last month")),
    ("are we faster than last month?", call("compare_periods", metrics=["response_time_median", "answered_in_target"], period="this month", baseline="last month")),
    ("which posts sucked", call("list_posts", order="weakest")),
    ("which posts flopped last week", call("list_posts", order="weakest", period="last week")),
    ("who loves us", call("community")),
    ("are we shit or what", call("account_health")),
    ("how many impressions", call("get_metrics", metrics=["impressions"])),
    ("what about our reach this month", call("get_metrics", metrics=["reach"], period="this month")),
]  # fmt: skip


@pytest.mark.parametrize(("question", "expected"), TOOLS, ids=[row[0] for row in TOOLS])
def test_a_question_becomes_the_right_call(question: str, expected: Call) -> None:
    """Tool and arguments, exactly."""
    assert expected == only(question)


def test_why_compares_and_looks_at_posts() -> None:
    """What changed, and what was published then."""
    decided = decide("why are likes down this week?")

    assert decided == (
        call("compare_periods", metrics=["likes"], period="this week"),
        call("list_posts", order="best", period="this week"),
    )


# -- follow-ups -----------------------------------------------------------------------------


FOLLOW_UPS = [
    ("and last week?", call("get_metrics", metrics=["likes"], period="last week")),
    ("what about replies?", call("get_metrics", metrics=["replies"], period="yesterday")),
    ("and for lamps.example?", call("get_metrics", metrics=["likes"], period="yesterday", account="bluesky:lamps.example")),
    ("who is waiting?", call("open_items")),
    ("How does that compare with the period before?", call("compare_periods", metrics=["likes"], period="yesterday")),
    ("is that more than last week?", call("compare_periods", metrics=["likes"], period="yesterday", baseline="last week")),
    ("compared to last month?", call("compare_periods", metrics=["likes"], period="yesterday", baseline="last month")),
    ("and compare that for lamps.example with the day before", call("compare_periods", metrics=["likes"], period="yesterday", account="bluesky:lamps.example")),
    ("compare this week with last week", call("compare_periods", period="this week", baseline="last week")),
    ("what changed this week?", call("compare_periods", period="this week")),
]  # fmt: skip


@pytest.mark.parametrize(("question", "expected"), FOLLOW_UPS, ids=[row[0] for row in FOLLOW_UPS])
def test_a_follow_up_changes_only_what_it_names(question: str, expected: Call) -> None:
    """The rest stays as in the question before."""
    assert expected == only(question, "how are we doing", "likes yesterday")


@pytest.mark.parametrize(
    ("more", "earlier", "expected"),
    [
        ("show me the rest", "who is waiting?", call("open_items", limit=10)),
        ("Show me more", "who is waiting this week?", call("open_items", period="this week", limit=10)),
        ("and the others?", "best posts in October", call("list_posts", order="best", period="in october", limit=5)),
        ("the rest please", "how are we doing this week?", call("open_items", period="this week", limit=10)),
        ("zeig mir den Rest", "wer wartet?", call("open_items", limit=10)),
        ("und die anderen?", "beste Beiträge", call("list_posts", order="best", limit=5)),
    ],
)  # fmt: skip
def test_the_rest_of_a_list_can_be_asked_for(more: str, earlier: str, expected: Call) -> None:
    assert expected == only(more, earlier)


@pytest.mark.parametrize("earlier", [("likes this week",), ("who is waiting?", "show me the rest")])
def test_where_there_is_no_more_it_is_said(earlier: tuple[str, ...]) -> None:
    """Also after everything was shown."""
    assert str(decide("show me more", *earlier)).startswith("That is all of it")
    assert str(decide("show me more")).startswith("I am not sure")


def test_a_follow_up_of_a_follow_up_leans_on_both() -> None:
    """Period from the second question, metric from the first."""
    assert call("get_metrics", metrics=["likes"], period="last week", account="bluesky:lamps.example") == only(
        "and for lamps.example?", "likes yesterday", "and last week?"
    )  # fmt: skip


@pytest.mark.parametrize(
    "question", ["and the week before?", "the week before", "und die Woche davor?"]
)
def test_the_week_before_goes_one_step_further_back(question: str) -> None:
    """Of a count it is what to set beside it; of a comparison it is the next pair."""
    assert only(question, "replies last week") == call(
        "compare_periods", metrics=["replies"], period="last week"
    )
    assert only(question, "compare replies with last week") == call(
        "compare_periods", metrics=["replies"], period="last week"
    )


def test_another_measure_after_a_why_is_told_once() -> None:
    """Not once for the comparison and once more for the posts."""
    assert only("what about likes?", "replies last week", "why?") == call(
        "compare_periods", metrics=["likes"], period="last week"
    )


@pytest.mark.parametrize("question", ["why?", "but why", "Why is that?", "und warum?"])
def test_a_bare_why_is_about_the_answer_before(question: str) -> None:
    """Its figures beside an earlier time, and the posts of that time."""
    assert decide(question, "likes last week") == (
        call("compare_periods", metrics=["likes"], period="last week"),
        call("list_posts", order="best", period="last week"),
    )


@pytest.mark.parametrize(
    "question",
    [
        "how are we doing?",
        "how is it going?",
        "how is our community?",
        "how is the community doing?",
        "how was the launch?",
        "how is the account?",
        "how is everything?",
        "how is business?",
        "wie läuft es?",
    ],
)
def test_asking_how_it_goes_gets_the_scorecard(question: str) -> None:
    assert call("account_health") == only(question)


@pytest.mark.parametrize(
    ("question", "monday", "whole"),
    [
        ("how are we doing this week?", datetime(2026, 11, 23, 7, tzinfo=UTC), "last week"),
        ("how are we doing?", datetime(2026, 11, 23, 7, tzinfo=UTC), "last week"),
        ("how are we doing this month?", datetime(2026, 12, 1, 7, tzinfo=UTC), "last month"),
        ("how are we doing this week?", datetime(2026, 11, 24, 7, tzinfo=UTC), None),
        ("how are we doing today?", datetime(2026, 11, 23, 7, tzinfo=UTC), None),
    ],
)
def test_on_its_first_day_a_week_is_told_beside_the_last_whole_one(
    question: str, monday: datetime, whole: str | None
) -> None:
    calls = plan(question, (), replace(KNOWN, now=monday))

    assert isinstance(calls, tuple)
    assert [each.arguments.get("period") for each in calls[1:]] == ([whole] if whole else [])


def test_after_two_weeks_another_time_is_told_once() -> None:
    monday = replace(KNOWN, now=datetime(2026, 11, 23, 7, tzinfo=UTC))
    earlier = ("how are we doing?",)

    assert plan("and in October?", earlier, monday) == (
        call("account_health", period="in october"),
    )
    assert plan("show me the rest", earlier, monday) == (call("open_items", limit=10),)


def test_the_weather_is_no_change_of_the_question_before() -> None:
    said = decide("how is the weather?", "how are we doing?")

    assert isinstance(said, str)
    assert said.startswith("I am not sure")


def test_how_fast_is_compared_as_times() -> None:
    """Over the stretch it was told for."""
    times = ["response_time_median", "answered_in_target"]
    expected = call("compare_periods", metrics=times, period="last 30 days")

    assert expected == only("how does that compare with the period before?", "how fast are we?")


# -- asking back ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("asdf qwer", "I am not sure"),
        ("what will the weather be like", "I am not sure"),
        ("how is the weather in Hamburg?", "I am not sure"),
        ("How is the weather doing?", "I am not sure"),
        ("wie war das Wetter gestern?", "I am not sure"),
        ("how is your mum?", "I am not sure"),
        ("???", "I am not sure"),
        ("👍👍", "All right."),
        ("how is nosuch.example doing?", "Which account do you mean"),
        ("compare us with Starbucks", "I do not know Starbucks. Which account do you mean"),
        ("likes on instagram", "Which account do you mean"),
        ("likes on bluesky", "Which account do you mean"),
        ("replies 3 weeks ago", "which period"),
        ("likes in the last fortnight", "which period"),
        ("how many private messages did we get", "only what is public"),
        ("delete our last post", "people do that"),
        ("publish a post about lamps", "people do that"),
        ("hello", "What would you like to know"),
        ("what can you do?", "I look things up"),
        ("are you a bot?", "I am software"),
        ("Bist du ein Mensch?", "I am software"),
        ("thanks", "You are welcome"),
        ("Thank you so much for the numbers", "You are welcome"),
        ("thanks, that helps a lot!", "You are welcome"),
        ("vielen Dank für die Zahlen", "You are welcome"),
        ("ok great", "All right."),
        ("hmm", "All right."),
        ("post 'hello' for me", "people do that"),
        ("reply to them for me", "people do that"),
        ("who is that?", "what they write in public"),
        ("why?", "not why"),
        ("ok", "All right"),
        ("lol", "All right"),
        ("what should I post?", "`/engage post`"),
        ("was sollen wir posten?", "`/engage post`"),
        ("who should we thank", "`/engage spotlight`"),
        ("did anyone compalin", "do not weigh them"),
        ("any bad comments?", "do not weigh them"),
    ],
)
def test_what_cannot_be_told_is_asked_back(question: str, says: str) -> None:
    """No tool is called, and no figure is said."""
    decided = decide(question)

    assert isinstance(decided, str)
    assert says in decided
    assert not re.search(r"\d", decided.replace("3k", ""))


def test_what_is_to_be_searched_for_is_no_wish() -> None:
    assert only("search for complaints about shipping").tool == "search_posts"


def test_asking_back_gives_two_examples() -> None:
    """So that the next try works."""
    decided = decide("mumble")

    assert isinstance(decided, str)
    assert decided.count("“") == decided.count("”") == 2
    assert all(isinstance(decide(each), tuple) for each in re.findall(r"“([^”]+)”", decided))


# -- reading --------------------------------------------------------------------------------


def test_a_long_question_is_read_only_so_far() -> None:
    """A pasted thread costs little."""
    reading = read("likes " + "blah " * 5000 + "last week", KNOWN)

    assert reading.periods == ()
    assert len(reading.raw) == 120


def test_right_to_left_and_emoji_do_not_hurt() -> None:
    """Unread words stay unread."""
    assert read("كم عدد الردود 🎉 likes", KNOWN).text.endswith("likes")
