"""Spliced transcripts an RT-PCR may meet: unchanged splicing and every predicted outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from core.domain.consequence import SpliceOutcome
from core.domain.transcript import Transcript
from core.interpret.allele_map import INSERTED, AlleleMap
from core.interpret.mrna import Mrna, spliced
from core.interpret.outcome_forms import joined

UNCHANGED = "unchanged splicing"


@dataclass(frozen=True, eq=False, slots=True)
class PcrTemplate:
    """A spliced transcript; `outcome` is None for unchanged splicing."""

    name: str
    rna: Mrna
    outcome: SpliceOutcome | None = None


def pcr_templates(
    transcript: Transcript, outcomes: Sequence[SpliceOutcome], allele: AlleleMap
) -> tuple[PcrTemplate, ...]:
    """Give unchanged splicing of the reference first, then all that the changed allele may give.

    Unchanged splicing of the changed allele stands apart where its length differs.
    """
    exons = joined(transcript.exons)
    native = spliced(AlleleMap(None, allele.fetch), transcript.strand, exons)
    templates = [PcrTemplate(UNCHANGED, native)]
    kept = [(allele.boundary(start), allele.boundary(end)) for start, end in exons]
    changed = spliced(allele, transcript.strand, kept)
    if len(changed.bases) != len(native.bases):
        templates.append(PcrTemplate(f"{UNCHANGED}, changed allele", changed))
    for outcome in outcomes:
        rna = spliced(allele, transcript.strand, outcome.exons)
        templates.append(PcrTemplate(outcome_name(outcome), rna, outcome))
    return tuple(templates)


def outcome_name(outcome: SpliceOutcome) -> str:
    """Give a short name of an outcome, as a band is labelled."""
    numbers = outcome.exon_numbers
    where = ""
    if len(numbers) == 1:
        where = f", exon {numbers[0]}"
    elif numbers:
        is_run = max(numbers) - min(numbers) == len(numbers) - 1
        listed = ", ".join(map(str, numbers))
        where = f", exons {f'{min(numbers)}-{max(numbers)}' if is_run else listed}"
    elif outcome.intron_number is not None:
        where = f", intron {outcome.intron_number}"
    return f"{outcome.kind}{where} ({outcome.size:,} bases)"


def changed_stretch(native: Mrna, other: Mrna) -> tuple[int, int]:
    """Give the bases of `native` between what both begin with and what both end with.

    0-based half-open, empty where bases only come in. Bases are the same where they come from the
    same place of the genome.
    """
    n_bases = min(len(native.bases), len(other.bases))
    start = _shared(native.origins[:n_bases], other.origins[:n_bases])
    n_left = n_bases - start
    behind = _shared(
        native.origins[len(native.bases) - n_left :][::-1],
        other.origins[len(other.bases) - n_left :][::-1],
    )
    return start, len(native.bases) - behind


def exon_edges(rna: Mrna) -> tuple[tuple[int, int], ...]:
    """Give the exons of a spliced transcript, 0-based half-open on it, in its order."""
    edges = [0, *rna.junctions, len(rna.bases)]
    return tuple(pairwise(edges))


def genome_places(rna: Mrna, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Give where bases [start, end) of a transcript lie on the genome, 0-based half-open.

    Bases that the reference does not have are left out.
    """
    origins = np.sort(rna.origins[start:end])
    known = origins[origins != INSERTED]
    if not len(known):
        return ()
    pieces = np.split(known, np.flatnonzero(np.diff(known) > 1) + 1)
    return tuple((int(piece[0]), int(piece[-1]) + 1) for piece in pieces)


def places_in(rna: Mrna, stretches: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Give the stretches of a transcript that lie in stretches of the genome, 0-based half-open."""
    is_in = np.zeros(len(rna.origins) + 2, bool)
    for start, end in stretches:
        is_in[1:-1] |= (rna.origins >= start) & (rna.origins < end)
    edges = np.flatnonzero(np.diff(is_in)).tolist()
    return tuple(zip(edges[::2], edges[1::2], strict=True))


def _shared(first: NDArray[np.int64], second: NDArray[np.int64]) -> int:
    """Count the places from the beginning on that are the same."""
    differs = np.flatnonzero((first != second) | (first == INSERTED))
    return int(differs[0]) if len(differs) else len(first)
