"""Which metrics a question names, English and German."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.agent.offline.phrases import has, pattern, patterns, table

METRICS = table(
    {
        "own_replies": """
            replies * we write, replies * we wrote, replies * we send, replies * we sent,
            answers * we write, answers * we wrote, answers * we give, answers * we gave,
            comments * we write, comments * we wrote, our own replies, own replies, antworten
            haben wir geschrieben, antworten * wir * geschrieben, did we reply, did we answer,
            haben wir geantwortet, eigene antworten, replies did write, replies wrote, replies
            did send
        """,
        "response_rate": """
            response rate, answer rate, reply rate, share answered, antwortquote, antwortrate,
            comments did we answer, comments * we answered, share of comments * answered,
            kommentare haben wir beantwortet
        """,
        "conversation_depth": """
            conversation depth, depth, messages per conversation, how deep, long are our
            conversations, long are * conversations, gesprächstiefe, lang sind unsere
            gespräche, nachrichten pro gespräch
        """,
        "conversation_share": """
            conversation share, share of talk, share of conversation, talk share,
            gesprächsanteil, anteil der gespräche
        """,
        "return_rate": """
            return rate, write again, wrote again, wrote back, write back, rückkehrrate,
            schreiben wieder
        """,
        "concentration": """
            concentration, same few people, few people * talking, few people * talk, same
            people * talking, immer dieselben, konzentration, paar leute
        """,
        "engagements_per_post": """
            engagement per post, engagements per post, interactions per post, reactions per
            post, pro beitrag, pro post, per post
        """,
        "rate_by_followers": """
            engagement rate by followers, engagement rate * followers, rate by followers,
            engagement rate nach follower, engagement rate pro follower
        """,
        "rate_by_impressions": """
            engagement rate by impressions, engagement rate by views, rate by impressions,
            engagement rate * impressions, engagement rate by reach
        """,
        "impressions": """
            impressions, impression, views, impressionen, aufrufe, ansichten
        """,
        "reach": """
            reach, reichweite, how many saw, people saw, erreicht
        """,
        "saves": """
            saves, saved, bookmarks, bookmarked, gespeichert, lesezeichen
        """,
        "link_clicks": """
            link clicks, clicks, clicked, klicks, linkklicks, geklickt
        """,
        "returning_people": """
            come back, came back, coming back, comes back, returning people, returning,
            return, returned, kamen wieder, wiederkehrende, wiedergekommen, wiederkehrer,
            zurückgekommen
        """,
        "first_timers": """
            first timers, first-timers, first timer, newcomers, new people, new faces, new
            voices, for the first time, who is new, whos new, wer ist neu, neue leute, neue
            gesichter, neulinge, neue personen, zum ersten mal
        """,
        "lapsed_regulars": """
            lapsed regulars, lapsed, gone quiet, went quiet, fell silent, stopped coming, lost
            regulars, missing regulars, verstummt, nicht mehr dabei, weggeblieben
        """,
        "community_core": """
            community core, core members, core, kern, kernmitglieder
        """,
        "follower_change": """
            new followers, followers * gain, followers * gained, gain followers, lost
            followers, lose followers, followers * lose, followers * lost, gained * followers,
            lost * followers, gain * followers, lose * followers, follower change, follower
            growth, followers grow, followers grown, followers grew, more followers, fewer
            followers, neue follower, neuen follower, follower gewonnen, follower verloren,
            follower dazu, mehr follower, follower wachstum
        """,
        "followers": """
            followers, follower, following us, follow us, abonnenten
        """,
        "reposts": """
            reposts, repost, shares, shared, boosts, boost, retweets, retweet, geteilt,
            reposted, boosted
        """,
        "quotes": """
            quotes, quote, quote posts, quoted, zitate, zitat, zitiert
        """,
        "untagged": """
            untagged mentions, untagged mention, untagged, mention * without tagging us, mentioned
            * without tagging us, without tagging us, without tagging, who do not tag us, who dont
            tag us, unmarkierte erwähnungen, ohne uns zu markieren, ohne uns zu taggen
        """,
        "mentions": """
            mentions, mention, mentioned, tagged, erwähnungen, erwähnung, erwähnt
        """,
        "likes": """
            likes, liked, like count, many like, hearts, faves, favourites, herzen
        """,
        "engagements": """
            engagements, engagement, interactions, interaction, reactions, interaktionen,
            interaktion, reaktionen
        """,
        "replies": """
            replies, reply, comments, comment, answers * get, responses, kommentare,
            kommentar, antworten, antwort, kommentaren, answers
        """,
        "promotion_share": """
            promotion share, share of promotion, promo share, anteil der werbung, werbeanteil
        """,
        "people": """
            people, persons, person, leute, menschen, personen, engagers, how many fans
        """,
        "posts": """
            posts, post, published, publish, posted, beiträge, beitrag, how often, wie oft,
            veröffentlicht, gepostet
        """,
    }
)
"""Phrases of each metric. Earlier ones win: what they match is taken out before the next looks."""

_SWALLOWS: Mapping[str, frozenset[str]] = {
    "returning_people": frozenset({"people"}),
    "first_timers": frozenset({"people"}),
    "lapsed_regulars": frozenset({"people"}),
    "community_core": frozenset({"people"}),
    "concentration": frozenset({"people", "replies"}),
    "own_replies": frozenset({"replies", "posts"}),
    "response_rate": frozenset({"replies"}),
    "conversation_depth": frozenset({"replies"}),
    "return_rate": frozenset({"people", "replies", "returning_people"}),
    "engagements_per_post": frozenset({"engagements", "posts"}),
    "rate_by_followers": frozenset({"engagements", "followers"}),
    "rate_by_impressions": frozenset({"engagements"}),
    "follower_change": frozenset({"followers", "people"}),
    "untagged": frozenset({"mentions", "people", "posts"}),
    "promotion_share": frozenset({"posts", "reposts"}),
}
"""A special metric makes the general word beside it part of its own name."""

_PATTERNS = patterns(METRICS)
_ENGAGEMENT_RATE = pattern(("engagement rate", "engagement rates", "engagementrate"))


def metrics_in(text: str) -> list[str]:
    """The metrics a text names, in its own order."""
    left, places = text, {}
    for metric, words in _PATTERNS.items():
        found = words.search(left)
        if found:
            places[metric] = found.start()
            left = words.sub(lambda match: "#" * len(match[0]), left)
    swallowed = {each for metric in places for each in _SWALLOWS.get(metric, ())}
    if has(text, _ENGAGEMENT_RATE) and not places.keys() & {
        "rate_by_followers",
        "rate_by_impressions",
    }:
        return ["rate_by_followers", "rate_by_impressions"]
    found_in_order = sorted(places.keys() - swallowed, key=places.__getitem__)
    if len(found_in_order) > 1 and "many posts" not in text:
        return [metric for metric in found_in_order if metric != "posts"]
    return found_in_order


def without_metrics(text: str) -> str:
    """What is left of a text when every word for a metric is taken out."""
    for words in _PATTERNS.values():
        text = words.sub(" ", text)
    return text.strip()
