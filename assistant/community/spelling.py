"""How far two words are apart."""

from __future__ import annotations


def distance(first: str, second: str) -> int:
    """Edits that turn one word into the other: insert, delete, replace, swap two neighbours
    (optimal string alignment).
    """
    above: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first):
        above, row, upper = row, [i + 1], above
        for j, other in enumerate(second):
            cost = min(row[j] + 1, above[j + 1] + 1, above[j] + (letter != other))
            if i and j and letter == second[j - 1] and first[i - 1] == other:
                cost = min(cost, upper[j - 1] + 1)
            row.append(cost)
    return row[-1]


def one_off(first: str, second: str) -> bool:
    """Whether exactly one edit lies between them."""
    return abs(len(first) - len(second)) <= 1 and distance(first, second) == 1
