"""Both alleles explained in turns, so that both pictures grow at once."""

from collections.abc import Iterator, Sequence

from models.engine import AttributionArrays, AttributionStep


def in_turns(
    answers: Sequence[Iterator[AttributionArrays]], total: int
) -> Iterator[AttributionStep]:
    """Take one answer of each allele in turn, until all have none.

    Parameters
    ----------
    answers
        Of each allele, each time more of it.
    total
        Columns of all alleles.

    Yields a step whenever one of the alleles came further; it holds arrays as soon as there is a
    picture of each.
    """
    latest: list[AttributionArrays | None] = [None] * len(answers)
    waiting = list(enumerate(answers))
    arrays: tuple[AttributionArrays, ...] = ()
    while waiting:
        for place, answer in tuple(waiting):
            found = next(answer, None)
            if found is None:
                waiting.remove((place, answer))
                continue
            latest[place] = found
            known = [one for one in latest if one is not None]
            arrays = tuple(known) if len(known) == len(latest) else ()
            done = sum(one.n_done for one in known)
            if done < total:
                yield AttributionStep(done, total, arrays)
    yield AttributionStep(total, total, arrays)
