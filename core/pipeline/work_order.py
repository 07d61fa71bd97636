"""The order in which variants that wait are put to an engine."""

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.interpret.phenotype import GeneMatch
from core.store.records import FilterColumns

BANDS = (2, 10, 50, 250)
"""Largest distance to a splice site of each band of pending variants but the last."""

NEAR_A_SITE = 50
"""Bases from a splice site within which the genes the person asks about come first."""

N_MATCHING = 50
"""Genes that match the phenotype best and so are asked about."""

_FIRST_PAGE = 8


def genes_asked_about(panels: Collection[str], matches: Mapping[str, GeneMatch]) -> frozenset[str]:
    """Give the genes of the panels and those that match the phenotype best."""
    best = sorted(matches, key=lambda symbol: (-matches[symbol].score, symbol))[:N_MATCHING]
    return frozenset((*panels, *best))


def in_order(
    columns: FilterColumns,
    ids: Sequence[int],
    asked_about: frozenset[str],
    rescued: Sequence[int] = (),
) -> NDArray[np.int32]:
    """Order variants for the work.

    First those no gate may leave out, then those near a splice site of a gene the person asks
    about, then all by nearness to a
    site; by place within a band, so that neighbours share a window.
    """
    rows = np.searchsorted(columns.variant_id, np.asarray(ids, dtype=np.int64))
    far = np.iinfo(np.int32).max
    distance = np.where(columns.distance[rows] < 0, far, columns.distance[rows])
    names = [not asked_about.isdisjoint(name.split(",")) for name in columns.gene_names]
    is_asked = np.array(names, bool)[columns.genes[rows]] & (distance <= NEAR_A_SITE)
    is_rescued = np.isin(columns.variant_id[rows], np.asarray(rescued, np.int64))
    band = np.searchsorted(BANDS, distance)
    order = np.lexsort(
        (rows, columns.pos[rows], columns.contig[rows], band, ~is_asked, ~is_rescued)
    )
    return columns.variant_id[rows[order]]


def pages(ids: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    """Give a small page, then each twice as large as the one before, up to `most`."""
    size, first = _FIRST_PAGE, 0
    while first < len(ids):
        yield ids[first : first + size]
        first, size = first + size, min(2 * size, most)
