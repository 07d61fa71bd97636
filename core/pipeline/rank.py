"""Job: the ranked list out of everything the case knows."""

import time
from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from core.domain.candidate import ENGINES, Candidate, Facts, Mark, Reason
from core.domain.consensus import Agreement
from core.domain.gene_knowledge import KnownMode
from core.domain.sample_checks import HomozygousRun
from core.evidence.told import evidence_reasons
from core.genes import KnownGenes
from core.interpret.deletions import Deletion, deletion_warning
from core.interpret.gene_facts import GeneFacts, loeuf_of
from core.interpret.known_modes import kind_of, known_modes, term_words
from core.interpret.panels import panel_reasons
from core.interpret.phenotype import GeneMatch, gene_match
from core.interpret.ranking import Background, rank
from core.interpret.sample_rules import load_sample_rules
from core.interpret.sample_words import family_doubts
from core.interpret.target_genes import is_unranked_distal
from core.interpretation import Interpreter
from core.job import Progress
from core.others import deletions
from core.own_rules import demand_usable, ranking_rules
from core.pipeline.facts import FactBook
from core.pipeline.opened import open_case
from core.pipeline.regulated import look_again
from core.pipeline.work_order import genes_asked_about
from core.review import Comparer
from core.sources.phenotypes import PhenotypeOntology
from core.store.case_store import CaseStore
from core.store.records import CandidateRow
from core.tissue_psi import prepare_inclusion_ranges

INTERVAL_SECONDS = 5.0
"""At least so long between two rankings of a running job; longer where ranking takes long."""

TOGETHER = "same copy"
"""Topic of the reason that tells what neighbours on the same chromosome copy change."""

DELETED = "deletion"
"""Topic of the reason that tells what a deletion over the place means for the patient's call."""

HPO_ANNOTATION = "HPO annotation"
"""Who tells the modes of a gene beside the sources that are loaded."""

FAMILY = "family"
"""Topic of the reason that tells of samples that do not look as the pedigree says."""

_SHARE_OF_TIME = 0.1


def rank_case(case: Path, owner_token: str | None = None) -> Generator[Progress, None, int]:
    """Rank every variant an engine has looked at; gives the number of candidates."""
    with open_case(case, owner_token) as store:
        yield from look_again(store)
        ranker = Ranker(store)
        yield from prepare_inclusion_ranges(store.info().proof.assembly)
        yield Progress("ranking")
        n_ranked = ranker.rank()
        yield Progress("ranking", n_ranked, n_ranked, "variants")
    return n_ranked


class Ranker:
    """Keeps the facts of a case in memory, so that ranking again costs little.

    Only variants that passed the gates and that an engine has looked at are ranked; of a genome
    those that something speaks for (see `FactBook`), the others are counted.
    """

    def __init__(self, store: CaseStore, *, begins_empty: bool = False) -> None:
        demand_usable()
        self._store, self._rules = store, ranking_rules()
        self._pedigree = store.info().judged_pedigree
        self._genes = KnownGenes(store)
        self._in_panels = panel_reasons(store.panels())
        self._phenotypes = _Phenotypes(store)
        self._doubts = _doubts(store)
        self._losses = deletions(store)
        self._deletions = _by_contig(self._losses)
        self._deleted: dict[int, tuple[Reason, ...]] = {}
        self._known: dict[int, Facts] = {}
        self._gene_knowledge: dict[str, GeneFacts] = {}
        self._runs = _runs(store)
        self._due = 0.0
        self._book = FactBook(store, begins_empty=begins_empty)
        self._took_up(self._book.facts)
        self._book.refresh([fact.variant_id for fact in self._book.facts])

    def add(self, ids: Sequence[int]) -> None:
        """Take up variants that passed the gates, wherever they lie; forget those that do not."""
        self._took_up(self._book.add(ids))
        self._book.forget_filtered()
        self._book.refresh(ids)

    def refresh(self, ids: Sequence[int]) -> None:
        """Read again what the engines said about these variants."""
        for variant_id in ids:
            self._known.pop(variant_id, None)
        self._took_up(self._book.refresh(ids))

    def genes_asked_about(self) -> frozenset[str]:
        """Give the genes of the panels, and those that match the phenotype best."""
        names = self._store.columns().gene_names
        symbols = {symbol for name in names for symbol in name.split(",") if symbol}
        sure = {gene.matched_as for panel in self._store.panels() for gene in panel.sure}
        return genes_asked_about(sure, self._phenotypes.of(symbols))

    def rank_if_due(self) -> None:
        """Rank unless that was done a moment ago."""
        if time.monotonic() >= self._due:
            self.rank()

    def rank(self) -> int:
        """Store a new ranking; gives the number of candidates."""
        started = time.monotonic()
        ready, waiting = _apart(self._book.facts)
        looked_at = self._interpreted(self._without_distal(ready))
        symbols = {place.transcript.gene_symbol for one in looked_at for place in one.positions}
        symbols |= {one.locus_gene for one in looked_at} - {""}
        symbols |= {symbol for one in looked_at for symbol in one.promoter_of}
        symbols |= {target.gene_symbol for one in looked_at for target in one.targets}
        matches = self._phenotypes.of(symbols)
        genes = self._gene_facts(symbols)
        beside = Background(deletions=self._losses, waiting=waiting, genes=genes)
        candidates = rank(looked_at, self._pedigree, matches, self._rules, beside)
        together = self._together()
        for variant_id, reasons in (*self._apart(looked_at).items(), *self._deleted.items()):
            together[variant_id] = (*together.get(variant_id, ()), *reasons)
        for one in candidates:
            known = self._genes.reasons(one, self._pedigree)
            doubts = self._doubts if one.inheritance else ()
            if told := (*known, *self._in_panels.get(one.gene_symbol, ()), *doubts):
                key = one.facts.variant_id
                together[key] = (*together.get(key, ()), *told)
        for key, reason in evidence_reasons(self._store, candidates).items():
            together[key] = (*together.get(key, ()), reason)
        rows = [_row(candidate, together) for candidate in candidates]
        self._store.replace_candidates(rows, self._rules.dated)
        ended = time.monotonic()
        self._due = ended + max(INTERVAL_SECONDS, (ended - started) / _SHARE_OF_TIME)
        return len(candidates)

    def _without_distal(self, facts: Iterable[Facts]) -> list[Facts]:
        """Leave out what has no gene to act on, where gene models tell; not what is marked."""
        marked = {key for key, (mark, _) in self._store.marks().items() if mark is not Mark.NONE}
        kept = (one for one in facts if one.variant_id in marked or not is_unranked_distal(one))
        return list(kept if self._store.gene_sets() else facts)

    def _interpreted(self, facts: Iterable[Facts]) -> list[Facts]:
        """Give facts with what becomes of the transcripts; what was worked out is kept."""
        found = list(facts)
        missing = [one for one in found if one.variant_id not in self._known]
        with Interpreter(self._store) as interpreter:
            self._known |= {
                one.variant_id: replace(one, interpretation=interpreter.of(one)) for one in missing
            }
        return [self._known[one.variant_id] for one in found]

    def _gene_facts(self, symbols: Collection[str]) -> Mapping[str, GeneFacts]:
        """Give what is known of genes, by loaded sources and the annotation of the HPO.

        A mode that any of them tells is on record, so a gene counts as recessive only where none
        says otherwise; weak statements alone put nothing on record.
        """
        new = set(symbols) - self._gene_knowledge.keys()
        on_record = self._phenotypes.modes(new)
        for symbol in new:
            knowledge = self._genes.of(symbol)
            modes, by_hpo = known_modes(knowledge), on_record.get(symbol, frozenset())
            is_told = modes.is_firm or bool(by_hpo)
            sources = (*modes.sources, *((HPO_ANNOTATION,) if by_hpo else ()))
            self._gene_knowledge[symbol] = GeneFacts(
                modes.kinds | by_hpo if is_told else frozenset(),
                ", ".join(sources) if is_told else "",
                loeuf_of(knowledge),
                self._runs,
            )
        return self._gene_knowledge

    def _took_up(self, facts: Iterable[Facts]) -> None:
        """Tell of deletions over new places where the patient's call and it do not go together."""
        patient = self._pedigree.index(self._pedigree.proband)
        for fact in facts if self._deletions else ():
            near = self._deletions.get(fact.variant.chrom, ())
            sentence = deletion_warning(fact.variant, fact.genotypes[patient], near, patient)
            if sentence:
                self._deleted[fact.variant_id] = (Reason(DELETED, sentence, 0.0),)

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


def _doubts(store: CaseStore) -> tuple[Reason, ...]:
    """Tell with each label of inheritance that the samples are not as the pedigree says."""
    checks, info = store.sample_checks.get(), store.info()
    if checks is None or info.is_patient_alone:
        return ()
    found = family_doubts(checks, info.pedigree, load_sample_rules())
    return (Reason(FAMILY, " ".join(found), 0.0),) if found else ()


def _apart(facts: Iterable[Facts]) -> tuple[list[Facts], list[Facts]]:
    """Facts of variants an engine has looked at, and of those that wait."""
    looked_at: list[Facts] = []
    waiting: list[Facts] = []
    for fact in facts:
        is_ready = fact.scores or fact.not_scored or fact.exons or fact.regulatory
        (looked_at if is_ready else waiting).append(fact)
    return looked_at, waiting


def _by_contig(found_deletions: Iterable[Deletion]) -> dict[str, list[Deletion]]:
    found: dict[str, list[Deletion]] = defaultdict(list)
    for one in found_deletions:
        found[one.chrom].append(one)
    return found


def _runs(store: CaseStore) -> tuple[HomozygousRun, ...]:
    """The patient's runs of homozygosity, () where nobody looked for them."""
    checks, proband = store.sample_checks.get(), store.info().pedigree.proband
    if checks is None:
        return ()
    return next((one.runs for one in checks.people if one.name == proband), ())


class _Phenotypes:
    """How well genes match the terms of a case, and how their diseases are inherited."""

    def __init__(self, store: CaseStore) -> None:
        info = store.info()
        self._terms, self._absent = info.hpo_terms, info.hpo_absent
        self._ontology: PhenotypeOntology | None = None
        self._asked: set[str] = set()
        self._found: dict[str, GeneMatch] = {}

    def modes(self, symbols: Collection[str]) -> dict[str, frozenset[KnownMode]]:
        """Give the kinds of inheritance the HPO has on record for genes."""
        if not symbols:
            return {}
        self._ontology = self._ontology or PhenotypeOntology()
        found = self._ontology.inheritance(sorted(symbols))
        return {
            symbol: frozenset(kind_of(term_words(term)) for term in terms)
            for symbol, terms in found.items()
        }

    def of(self, symbols: Collection[str]) -> Mapping[str, GeneMatch]:
        """Give the matches of these genes, and of those asked for before."""
        if not self._terms:
            return {}
        if new := set(symbols) - self._asked:
            self._ontology = self._ontology or PhenotypeOntology()
            matches = self._ontology.match(self._terms, sorted(new), self._absent)
            self._found |= {symbol: gene_match(match) for symbol, match in matches.items()}
            self._asked |= new
        return self._found


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
