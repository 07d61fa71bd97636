"""What is known about the genes of a case: its sources, its panels, and how diseases are inherited."""

from collections.abc import Sequence

from core.domain.candidate import Candidate, Facts, Reason
from core.domain.gene_knowledge import GeneKnowledge, GeneSourceKind
from core.domain.sample import Pedigree
from core.interpret.gene_knowledge import PanelsByGene, gene_knowledge
from core.interpret.known_modes import KnownModes, fit_reason, known_modes
from core.sources.gene_layouts import title_of
from core.store.case_store import CaseStore


class KnownGenes:
    """What sources and panels of a case say about its genes; each gene is read once."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self._sources = store.gene_sources.all()
        self._panels = PanelsByGene(store.panels())
        self._titles = {kind: title_of(kind) for kind in GeneSourceKind}
        self._modes: dict[str, KnownModes] = {}
        self.has_any = bool(self._sources) or self._panels.has_any

    def of(self, symbol: str) -> GeneKnowledge:
        """Give what is known about a gene."""
        said = self._store.gene_sources.statements(symbol)
        return gene_knowledge(symbol, self._sources, said, self._panels, self._titles)

    def reasons(self, candidate: Candidate, pedigree: Pedigree) -> tuple[Reason, ...]:
        """Tell whether a candidate's call fits what is known of its gene; gives no points."""
        symbol = candidate.gene_symbol
        if not self.has_any or not symbol:
            return ()
        if symbol not in self._modes:
            self._modes[symbol] = known_modes(self.of(symbol))
        call = candidate.facts.genotypes[pedigree.index(pedigree.proband)]
        reason = fit_reason(symbol, self._modes[symbol], call.zygosity, candidate.inheritance)
        return () if reason is None else (reason,)


def genes_of(
    store: CaseStore, facts: Facts, listed: Sequence[Candidate]
) -> tuple[GeneKnowledge, ...]:
    """Give what is known about the genes of a variant, the one it is ranked in first."""
    symbols = [one.gene_symbol for one in listed]
    symbols += [place.transcript.gene_symbol for place in facts.positions]
    genes = KnownGenes(store)
    return tuple(genes.of(symbol) for symbol in dict.fromkeys(symbols) if symbol)
