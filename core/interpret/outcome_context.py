"""Exons and introns of a predicted transcript, on the reference, that others may have seen."""

from collections.abc import Iterator
from itertools import pairwise

from core.domain.consequence import SpliceOutcome
from core.domain.transcript import Transcript
from core.interpret.allele_map import AlleleMap


def touched_exons(
    outcome: SpliceOutcome, transcript: Transcript
) -> tuple[tuple[int, tuple[int, int]], ...]:
    """Give number (1-based) and place (0-based half-open) of each exon left out or moved."""
    exons = transcript.exons if transcript.strand == "+" else transcript.exons[::-1]
    known = [number for number in outcome.exon_numbers if 0 < number <= len(exons)]
    return tuple((number, exons[number - 1]) for number in known)


def predicted_exons(
    outcome: SpliceOutcome, transcript: Transcript, allele: AlleleMap
) -> tuple[tuple[int, int], ...]:
    """Give the exons (0-based half-open, reference) that the transcript does not have as they are.

    An exon of which an end lies in bases the variant put in is left out: nobody else has it.
    """
    known = set(transcript.exons)
    return tuple(one for one in _on_reference(outcome.exons, allele) if one not in known)


def predicted_introns(
    outcome: SpliceOutcome, transcript: Transcript, allele: AlleleMap
) -> tuple[tuple[int, int], ...]:
    """Give the introns (0-based half-open, reference) that the transcript does not have."""
    known = {(left[1], right[0]) for left, right in pairwise(transcript.exons)}
    chain = [(left[1], right[0]) for left, right in pairwise(outcome.exons)]
    return tuple(one for one in _on_reference(chain, allele) if one not in known)


def _on_reference(
    stretches: list[tuple[int, int]] | tuple[tuple[int, int], ...], allele: AlleleMap
) -> Iterator[tuple[int, int]]:
    for start, end in stretches:
        if end <= start:
            continue
        first, last = allele.to_reference(start), allele.to_reference(end - 1)
        if first is not None and last is not None:
            yield first, last + 1
