"""Genes found under every name they have or had; a name that may mean several is never guessed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.domain.gene_knowledge import GeneRecord


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Genes of the gene models a name means.

    `symbols` are as the gene models have them, () where they have none. `may_mean` names every
    gene the name may mean, () where it means one.
    """

    symbols: tuple[str, ...] = ()
    may_mean: tuple[str, ...] = ()


class GeneNames:
    """The genes of gene models, to be found by the names and identifiers of other sources.

    An identifier decides before a name, an approved symbol before former ones and aliases.
    Without records of HGNC only equal symbols and equal identifiers match.

    Parameters
    ----------
    genes
        Symbol and identifier of each gene of the gene models; a version of the identifier does
        not count.
    """

    def __init__(
        self, genes: Iterable[tuple[str, str]], records: Sequence[GeneRecord] = ()
    ) -> None:
        self._approved = {record.symbol: record for record in records}
        self._others: dict[str, list[GeneRecord]] = defaultdict(list)
        self._by_id: dict[str, GeneRecord] = {}
        for record in records:
            for name in dict.fromkeys((*record.former, *record.aliases)):
                self._others[name].append(record)
            for identifier in _identifiers(record):
                self._by_id[identifier] = record
        self._place(genes)

    def match(self, name: str, gene_id: str = "") -> NameMatch:
        """Give the genes meant by a name of another source, with its identifier if it has one."""
        by_id = self._with_id.get(_bare(gene_id))
        if by_id is not None:
            return NameMatch((by_id,))
        records = self._records(name, gene_id)
        symbols = sorted({one for record in records for one in self._of.get(record.hgnc_id, ())})
        if not records or (not symbols and name in self._unknown):
            return NameMatch((name,)) if name in self._unknown else NameMatch()
        readings = {record.symbol for record in records}
        for symbol in symbols:
            readings.update(record.symbol for record in self._readings[symbol])
        is_sure = len(records) == 1 and len(readings) == 1
        return NameMatch(tuple(symbols), () if is_sure else tuple(sorted(readings)))

    def _place(self, genes: Iterable[tuple[str, str]]) -> None:
        self._with_id: dict[str, str] = {}
        self._of: dict[str, set[str]] = defaultdict(set)
        self._readings: dict[str, list[GeneRecord]] = {}
        self._unknown: set[str] = set()
        for symbol, gene_id in genes:
            if gene_id:
                self._with_id[_bare(gene_id)] = symbol
            records = self._records(symbol, gene_id)
            self._readings[symbol] = records
            for record in records:
                self._of[record.hgnc_id].add(symbol)
            if not records:
                self._unknown.add(symbol)

    def _records(self, name: str, gene_id: str) -> list[GeneRecord]:
        """The genes of HGNC a name may mean: one by identifier or approved symbol, else several."""
        known = self._by_id.get(_bare(gene_id)) or self._approved.get(name)
        return [known] if known is not None else self._others.get(name, [])


def _identifiers(record: GeneRecord) -> Iterable[str]:
    entrez = f"NCBIGene:{record.entrez_id}" if record.entrez_id else ""
    return filter(None, (record.hgnc_id, entrez, record.ensembl_id))


def _bare(gene_id: str) -> str:
    return gene_id.partition(".")[0]
