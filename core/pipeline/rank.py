"""Job: the ranked list out of everything the case knows."""

import time
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from core.domain.candidate import ENGINES, Candidate, Facts, Reason
from core.domain.consensus import Agreement
from core.domain.sample import Pedigree
from core.domain.score import NotScored
from core.genes import KnownGenes
from core.interpret.deletions import Deletion, deletion_warning
from core.interpret.panels import panel_reasons
from core.interpret.phenotype import GeneMatch, gene_match
from core.interpret.position import locate
from core.interpret.ranking import rank
from core.interpret.rules import load_rules
from core.job import Progress
from core.others import deletions
from core.pipeline.opened import open_case
from core.pipeline.transcript_index import TranscriptIndex
from core.review import Comparer
from core.sources.phenotypes import PhenotypeOntology
from core.store.case_store import CaseStore
from core.store.records import CandidateRow

INTERVAL_SECONDS = 5.0
"""At least so long between two rankings of a running job; longer where ranking takes long."""

TOGETHER = "same copy"
"""Topic of the reason that tells what neighbours on the same chromosome copy change."""

DELETED = "deletion"
"""Topic of the reason that tells what a deletion over the place means for the patient's call."""

_SHARE_OF_TIME = 0.1


def rank_case(case: Path, owner_token: str | None = None) -> Generator[Progress, None, int]:
    """Rank every variant an engine has looked at; gives the number of candidates."""
    with open_case(case, owner_token) as store:
        ranker = Ranker(store)
        yield Progress("ranking")
        n_ranked = ranker.rank()
        yield Progress("ranking", n_ranked, n_ranked, "variants")
    return n_ranked


class Ranker:
    """Keeps the facts of a case in memory, so that ranking again costs little.

    Only variants that passed the gates and that an engine has looked at are ranked.
    """

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self._rules = load_rules()
        self._pedigree = store.info().pedigree
        self._genes = KnownGenes(store)
        self._in_panels = panel_reasons(store.panels())
        self._facts = {fact.variant_id: fact for fact in _places(store)}
        self._phenotypes = _phenotypes(store, self._facts.values())
        self._deleted = _deleted(store, self._facts.values(), self._pedigree)
        self._due = 0.0
        self.refresh(self._facts)

    def refresh(self, ids: Iterable[int]) -> None:
        """Read again what the engines said about these variants."""
        known = [variant_id for variant_id in ids if variant_id in self._facts]
        engines, not_scored = self._store.scores_by_engine(known), self._store.not_scored(known)
        exons = self._store.exon_scores(known, with_tissues=False)
        primary = self._store.primary_engine()
        for variant_id in known:
            mine = [one for one in engines[variant_id] if one.run.engine_id == primary]
            self._facts[variant_id] = replace(
                self._facts[variant_id],
                scores=mine[0].scores if mine else (),
                not_scored=_of_engine(not_scored[variant_id], primary),
                engines=engines[variant_id],
                exons=exons[variant_id],
            )

    def rank_if_due(self) -> None:
        """Rank unless that was done a moment ago."""
        if time.monotonic() >= self._due:
            self.rank()

    def rank(self) -> int:
        """Store a new ranking; gives the number of candidates."""
        started = time.monotonic()
        looked_at = [
            fact for fact in self._facts.values() if fact.scores or fact.not_scored or fact.exons
        ]
        candidates = rank(looked_at, self._pedigree, self._phenotypes, self._rules)
        together = self._together()
        for variant_id, reasons in (*self._apart(looked_at).items(), *self._deleted.items()):
            together[variant_id] = (*together.get(variant_id, ()), *reasons)
        for one in candidates:
            known = self._genes.reasons(one, self._pedigree)
            if told := (*known, *self._in_panels.get(one.gene_symbol, ())):
                key = one.facts.variant_id
                together[key] = (*together.get(key, ()), *told)
        self._store.replace_candidates([_row(candidate, together) for candidate in candidates])
        ended = time.monotonic()
        self._due = ended + max(INTERVAL_SECONDS, (ended - started) / _SHARE_OF_TIME)
        return len(candidates)

    def _together(self) -> dict[int, tuple[Reason, ...]]:
        """What the variants of one copy do together is told where it differs, and moves nothing."""
        primary = self._store.primary_engine()
        return {
            variant_id: tuple(
                Reason(TOGETHER, one.sentence, 0.0)
                for one in scores
                if one.is_notable and one.engine_id == primary
            )
            for variant_id, scores in self._store.haplotypes().items()
        }

    def _apart(self, facts: Iterable[Facts]) -> dict[int, tuple[Reason, ...]]:
        """Engines that disagree are told of, and move nothing."""
        compare = Comparer(self._store)
        told = {
            fact.variant_id: tuple(
                Reason(ENGINES, f"The engines disagree. {one.sentence}", 0.0)
                for one in compare.of(fact.variant, fact.engines)
                if one.agreement is Agreement.DISAGREE
            )
            for fact in facts
            if len(fact.engines) > 1
        }
        return {variant_id: reasons for variant_id, reasons in told.items() if reasons}


def _of_engine(reasons: Sequence[NotScored], engine_id: str) -> tuple[NotScored, ...]:
    return tuple(one for one in reasons if one.engine_id == engine_id)


def _places(store: CaseStore) -> Generator[Facts, None, None]:
    """Facts of the variants that passed every gate, still without what engines said."""
    index = TranscriptIndex(store.transcripts())
    columns = store.columns()
    passed = columns.variant_id[columns.gate == 0].tolist()
    for stored in store.variants(passed):
        variant = stored.variant
        near = index.overlapping(variant.chrom, variant.pos - 1, variant.end)
        yield Facts(
            variant_id=stored.variant_id,
            variant=variant,
            genotypes=stored.genotypes,
            population_frequency=stored.population_frequency,
            quality=stored.quality,
            filters=stored.filters,
            positions=locate(variant, near),
            scores=(),
            not_scored=(),
        )


def _deleted(
    store: CaseStore, facts: Iterable[Facts], pedigree: Pedigree
) -> dict[int, tuple[Reason, ...]]:
    """A deletion over a place is told where the patient's call and it do not go together."""
    by_chrom: dict[str, list[Deletion]] = defaultdict(list)
    for one in deletions(store):
        by_chrom[one.chrom].append(one)
    patient = pedigree.index(pedigree.proband)
    found: dict[int, tuple[Reason, ...]] = {}
    for fact in facts if by_chrom else ():
        near = by_chrom.get(fact.variant.chrom, ())
        sentence = deletion_warning(fact.variant, fact.genotypes[patient], near, patient)
        if sentence:
            found[fact.variant_id] = (Reason(DELETED, sentence, 0.0),)
    return found


def _phenotypes(store: CaseStore, facts: Iterable[Facts]) -> dict[str, GeneMatch]:
    info = store.info()
    terms = info.hpo_terms
    symbols = {place.transcript.gene_symbol for fact in facts for place in fact.positions}
    if not terms or not symbols:
        return {}
    found = PhenotypeOntology().match(terms, sorted(symbols), info.hpo_absent)
    return {symbol: gene_match(match) for symbol, match in found.items()}


def _row(candidate: Candidate, together: Mapping[int, tuple[Reason, ...]]) -> CandidateRow:
    return CandidateRow(
        variant_id=candidate.facts.variant_id,
        rank=candidate.rank,
        lane=candidate.lane,
        points=candidate.points,
        sentence=candidate.sentence,
        gene_symbol=candidate.gene_symbol,
        inheritance=candidate.inheritance,
        partners=candidate.partners,
        phenotype_score=candidate.phenotype_score,
        reasons=(*candidate.reasons, *together.get(candidate.facts.variant_id, ())),
    )
