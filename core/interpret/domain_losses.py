"""Domains of a protein that lie in the amino acids a change takes away or replaces."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from core.domain.consequence import ProteinChange
from core.domain.context import Domain, DomainLoss
from core.interpret.codons import STOP
from core.interpret.reading import Reading
from core.interpret.transcript_map import TranscriptMap

_CODON = 3


def codon_places(reading: Reading, places: TranscriptMap) -> NDArray[np.int64]:
    """Give the genome place (0-based) of the middle base of each codon, shape (amino acids,)."""
    n_codons = len(reading.protein.rstrip(STOP))
    middles = range(reading.start + 1, reading.start + _CODON * n_codons, _CODON)
    return np.fromiter((places.pos_of(at) for at in middles), np.int64, n_codons)


def domain_losses(
    change: ProteinChange, codons: NDArray[np.int64], strand: str, domains: Iterable[Domain]
) -> tuple[DomainLoss, ...]:
    """Give what of each domain is lost or changed, in the order of the domains.

    An amino acid belongs to a domain where the middle base of its codon does. Behind a frameshift
    or a stop all amino acids are lost, without the old start every one; decay is not asked here.
    """
    return tuple(_losses(change, codons, strand, domains))


def _losses(
    change: ProteinChange, codons: NDArray[np.int64], strand: str, domains: Iterable[Domain]
) -> Iterator[DomainLoss]:
    if change.is_start_lost:
        first, end = 0, len(codons)
    elif change.first_changed is None:
        return
    else:
        first = change.first_changed - 1
        end = min(first + change.n_lost, len(codons))
    for one in domains:
        if one.strand not in ("", strand):
            continue
        is_in = _is_in(codons, one)
        n_lost, n_all = int(is_in[first:end].sum()), int(is_in.sum())
        is_between = 0 < first < len(codons) and bool(is_in[first - 1] and is_in[first])
        n_put_in = change.n_new if not change.n_lost and is_between else 0
        if n_lost or n_put_in:
            yield DomainLoss(one.name, one.source, n_lost, n_all, n_put_in)


def _is_in(codons: NDArray[np.int64], domain: Domain) -> NDArray[np.bool_]:
    found = np.zeros(len(codons), np.bool_)
    for start, end in domain.blocks:
        found |= (codons >= start) & (codons < end)
    return found
