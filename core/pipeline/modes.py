"""Modes of inheritance of every variant of a case, as bits."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from core.domain.transcript import Transcript
from core.interpret.inheritance import segregation
from core.interpret.inheritance_rules import SegregationRules, load_segregation_rules
from core.interpret.losses import Losses
from core.interpret.modes import bits_of, modes_of
from core.interpret.pair_modes import Genes, origins_of, pair_modes
from core.interpret.ways import ways_of
from core.others import deletions
from core.store.case_store import CaseStore
from core.store.records import FilterColumns


def modes_of_case(store: CaseStore, usable: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """Give the modes each variant fits or may fit, as sums of `core.interpret.modes.BITS`, by id.

    Those of `segregation`, and those of pairs as `pair_modes` has them: a gate that asks for some modes
    leaves out nothing that has one of them. Some seconds for a genome.

    Parameters
    ----------
    usable
        What may be a partner, one for each variant in id order: all that passed the gates or was
        rescued.
    """
    info, columns, rules = store.info(), store.columns(), load_segregation_rules()
    pedigree = info.judged_pedigree
    ways = ways_of(info.proof.assembly, columns.contig, columns.contig_names, columns.pos)
    alone = np.zeros(len(columns), np.uint32)
    origins = np.zeros(len(columns), np.uint8)
    start = 0
    for calls in store.family_calls():
        rows = slice(start, start + len(calls))
        alone[rows] = modes_of(calls, ways[rows], pedigree, rules)
        origins[rows] = origins_of(calls, ways[rows], pedigree)
        start += len(calls)
    losses = Losses.of(deletions(store), pedigree)
    for stored in store.variants(columns.variant_id[_over_deletions(losses, columns)].tolist()):
        told = segregation(stored.variant, stored.genotypes, pedigree, rules, losses)
        alone[stored.variant_id - 1] = bits_of(told.fits)
    lost_genes = _lost_genes(losses, store.transcripts() if losses.all else (), rules)
    genes = Genes(columns.genes, columns.gene_names)
    return alone | pair_modes(origins, genes, usable, lost_genes)


def _over_deletions(losses: Losses, columns: FilterColumns) -> NDArray[np.bool_]:
    inside = losses.inside(columns.contig, columns.contig_names, columns.pos)
    found: NDArray[np.bool_] = inside & (columns.alt_copies > 0)
    return found


def _lost_genes(
    losses: Losses, transcripts: Iterable[Transcript], rules: SegregationRules
) -> set[str]:
    """Genes of which a deletion takes exons of one of the patient's copies."""
    minimum = rules.compound.min_lost_exon_bases.value
    return {
        one.gene_symbol for one in transcripts if any(True for _ in losses.in_exons([one], minimum))
    }
