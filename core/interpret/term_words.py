"""Words of phenotype terms, and how close a typed word is to one."""

import re
import unicodedata

_SEPARATORS = re.compile(r"[^0-9a-z]+")
_ONE_SLIP = 5
_TWO_SLIPS = 8


def folded(text: str) -> str:
    """Lower case without accents, hyphens and other marks as single spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _SEPARATORS.sub(" ", plain.replace("'", "")).strip()


def words_of(text: str) -> tuple[str, ...]:
    """Give the folded words of a text, in order."""
    return tuple(folded(text).split())


def slips_allowed(word: str) -> int:
    """How many letters may be wrong, missing or too many: none in a short word."""
    if len(word) >= _TWO_SLIPS:
        return 2
    return 1 if len(word) >= _ONE_SLIP else 0


def slips(typed: str, word: str, limit: int) -> int:
    """Fewest letters to insert, remove, change or swap until `word` begins with `typed`.

    Gives `limit` + 1 where more are needed (Damerau 1964, restricted to neighbouring letters).
    """
    word = word[: len(typed) + limit]
    if len(word) < len(typed) - limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(typed, start=1):
        longer = [i] + [0] * len(word)
        for j, other in enumerate(word, start=1):
            cost = min(row[j] + 1, longer[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            longer[j] = cost
        if min(longer) > limit:
            return limit + 1
        before, row = row, longer
    return min(*row, limit + 1)
