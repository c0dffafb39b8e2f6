"""How long one review of a reply takes: `python -m bench.review` prints it."""

from __future__ import annotations

import statistics
import time

from assistant.community.authenticity import Grounds
from assistant.community.authenticity.review import review
from assistant.community.authenticity.rules import prepare

RUNS = 500
REPLY = (
    "Hi Sarah, thank you so much for reaching out. We completely understand how frustrating this "
    "must be. The jacket should be washed at thirty degrees, and it dries within a day. Please "
    "send us a message with your order number so we can have a look, and tell us which shop you "
    "bought it in, {run}."
)
GROUNDS = Grounds(
    facts=("Refunds within 14 days.", "Wash at 30 degrees.") * 5,
    thread=("My jacket tore after two weeks, order 4711",) * 3,
    recent=tuple(
        f"Reply {at} has some words of its own and is about as long as a reply is {at}"
        for at in range(30)
    ),
)


def main() -> None:
    start = time.process_time()
    prepare()
    first = time.process_time() - start
    taken = []
    for run in range(RUNS):
        text = REPLY.format(run=run)
        start = time.process_time()
        review(text, GROUNDS)
        taken.append(time.process_time() - start)
    words = len(REPLY.split())
    print(f"patterns, once a process: {first * 1000:.0f} ms of CPU")
    print(f"{words} words: median {statistics.median(taken) * 1000:.2f} ms of CPU")


if __name__ == "__main__":
    main()
