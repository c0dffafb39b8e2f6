"""What is said beneath an answer: asked of Engage, or talk among people."""

from __future__ import annotations

import pytest

from assistant.community.follow_ups import asks_back, asks_engage, called

ASKED = """
and last week?
and the week before?
And before that week?
and in October?
what about last month?
What about likes?
how about harbourlight.help?
and for bluesky:acme.example?
per day
by week please
per account?
last month
only likes
just the replies, please
show me the rest
show me more
Show me the others
the others?
more details
why?
Why is that?
How come?
are you sure?
What does that mean?
how do you count that?
is that a lot?
is that more than last week?
How does that compare?
compared to what?
how many replies did we get last week?
how many comments last week
Which posts did best?
who is still waiting?
who's waiting
How fast do we answer?
When did we get the most comments?
Did likes go up?
Is anybody still waiting?
are our replies going up?
what happened yesterday?
how was last week?
compare it with the week before
can you compare that with last month?
could you break that down by platform
Please show me the posts
tell me more
list everybody who is waiting
Ok, and who is waiting?
thanks! and last week?
Engage, what do you make of it
hey Engage what now
what about https://bsky.app/profile/acme.example/post/3k - how many likes?
und letzte Woche?
Und im Oktober?
was ist mit Likes?
pro Tag
nach Woche bitte
nur Antworten
warum?
Wieso das?
und warum?
ist das viel?
woher weißt du das?
zeig mir mehr
Zeig mir den Rest
die anderen?
wie viele Kommentare hatten wir letzte Woche?
Wer wartet noch?
welche Beiträge liefen am besten
Wie schnell antworten wir?
kannst du das mit letztem Monat vergleichen?
Vergleiche das mit der Woche davor
danke! und gestern?
"""

AMONG_PEOPLE = """
lol
👍
🎉🎉
thanks!
Thank you, that helps
great, will do
ok
nice
wow
interesting
hm
yes
no
+1
same
Danke dir
super, danke!
alles klar
mach ich
krass
I knew it
told you so
That is much better than I thought
We should celebrate
wow, so many replies!
the replies are mostly from the giveaway
I think the likes come from Ben's thread
our posts did well
last week was crazy
what a week for our posts
How nice
Ben, can you answer the comments today?
Anna, what do you think about the replies?
@ben what do you think?
@U0123ABC why is that?
@channel any more replies to this?
did you see that?
did you answer the comment by Ada?
have you replied to them?
what do you think?
How are you doing?
do you want to grab lunch?
can you take this one?
could you answer the oldest comments?
should we answer them today?
shall we post about it?
can we talk about the numbers in the meeting?
Let's post more
who will answer the rest of the comments?
Who can reply to the one from Ada?
what should we answer?
any comments?
any thoughts on the last post?
anyone up for lunch?
lunch?
coffee?
really?
tomorrow?
next week?
Meeting at 3?
where is the meeting?
when is the release?
what time is it?
is Ben in today?
does it look like rain?
what's his number?
I will post it tomorrow
please answer the comments by tonight
give me a minute
show off
https://bsky.app/profile/acme.example/post/3k
Ben, kannst du die Kommentare beantworten?
hast du das gesehen?
was meinst du?
wie geht es dir?
sollen wir die Kommentare heute beantworten?
können wir das morgen besprechen?
wer übernimmt die Antworten?
ich antworte gleich
wir haben letzte Woche viel gepostet
Mittagessen?
wann ist das Meeting?
gib mir eine Minute
was für eine Woche für unsere Beiträge
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize("text", lines(ASKED))
def test_a_question_a_request_or_a_way_of_going_on_is_asked(text: str) -> None:
    assert asks_engage(text)


@pytest.mark.parametrize("text", ["", "  ", "why " * 100, *lines(AMONG_PEOPLE)])
def test_talk_among_people_is_left_alone(text: str) -> None:
    assert not asks_engage(text)


NAMES = called(["harbourlight.coffee", "@harbourlight@social.example", "bay.example"])

OF_ACCOUNTS = """
harbourlight please
and harbourlight?
and for Harbourlight?
what about harbourlight last week?
only harbourlight
how is harbourlight doing this week?
How did harbourlight do last week
und harbourlight?
show me harbourlight
"""

ABOUT_A_NAME = """
harbourlight
who wrote the harbourlight newsletter?
did you see the new Harbourlight mugs?
is harbourlight open today?
@harbourlight what do you think?
see harbourlight.coffee/menu
and the bay?
"""


def test_accounts_are_called_by_the_first_part_of_their_handle() -> None:
    """Short ones are everyday words."""
    assert called(["bay.example", "@Coffee@a.example", "lamps-care.example"]) == {
        "coffee",
        "lamps-care",
    }
    assert {"harbourlight"} == NAMES


@pytest.mark.parametrize("text", lines(OF_ACCOUNTS))
def test_an_account_may_be_called_by_its_name(text: str) -> None:
    assert asks_engage(text, NAMES)
    assert not asks_engage(text), "without accounts of that name it is talk"


@pytest.mark.parametrize("text", lines(ABOUT_A_NAME))
def test_talk_about_the_brand_is_left_alone(text: str) -> None:
    assert not asks_engage(text, NAMES)


ANSWERS = ["yes, please", "Yes please!", "harbourlight", "both", "last week", "the first one", "ja"]


@pytest.mark.parametrize("text", ANSWERS)
def test_a_short_answer_to_engages_own_question_is_heard(text: str) -> None:
    """The same words beneath an answer that asked nothing are talk."""
    assert asks_engage(text, NAMES, asked_back=True)
    assert text == "last week" or not asks_engage(text, NAMES)


@pytest.mark.parametrize(
    "text", ["@ben yes, please", "Ben, both?", "I will do it", "👍", "thanks!"]
)
def test_beneath_a_question_people_still_talk(text: str) -> None:
    assert not asks_engage(text, NAMES, asked_back=True)


def test_a_question_is_no_example_and_no_quotation() -> None:
    """Of Engage's own answers."""
    assert asks_back("I do not know lamp. Which account do you mean?\n\n- bluesky:a.example")
    assert not asks_back('I am not sure. For example: "Who is waiting?"')
    assert not asks_back("People write: “Is it waterproof?”")
