"""Counts in words: one record, two records."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """Give a number with its noun in singular or plural, thousands separated.

    Parameters
    ----------
    noun
        In the singular; words before the last one may stand with it.
    plural
        Where it is not the singular with an s.
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def verb(number: int, singular: str, plural: str) -> str:
    """Give the form of a verb or pronoun that goes with a number."""
    return singular if number == 1 else plural
