"""What a window or a command reads of a case, each reader with a connection of its own."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from core import case_reference, listing, others, review
from core.domain.candidate import Candidate, Facts, Mark
from core.domain.case import CaseInfo
from core.domain.element import ElementsAt
from core.domain.exon_score import ExonScore
from core.domain.interpretation import Interpretation
from core.domain.interval import Interval, IntervalKind, IntervalProblem
from core.domain.ledger import Ledger
from core.domain.score import EngineRun, SpliceTrack
from core.domain.trace import Trace
from core.domain.transcript_name import TranscriptName
from core.domain.variant import Variant
from core.elements import unranked_distal
from core.errors import UsageError
from core.evidence import EvidenceSheet, evidence_profile, evidence_sheets
from core.interpret.gate_rules import GateRules
from core.interpretation import Interpreter, case_contexts
from core.listing import CandidateQuery, ListRow, Movement, Order, Sought
from core.others import OtherOverview
from core.pipeline.asked_in_case import asked_in_case
from core.pipeline.gating import GateBench, GateCounts
from core.pipeline.panels import chosen_panels
from core.pipeline.spec import PanelFile
from core.ranked import info_as_ranked
from core.review import VariantDetail
from core.session.named import sought
from core.store.case_store import CaseStore
from core.store.records import FilterColumns, SetAsideAllele, SetAsideRecord
from core.trace import trace_text


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is left to do on a case.

    Attributes
    ----------
    n_pending
        Variants that passed the gates and that an engine has not looked at.
    is_unfinished
        The last scoring run did not come to its end: also with no variant pending the wide
        windows are still to be looked at.
    """

    n_pending: int = 0
    is_unfinished: bool = False


class CaseReader(AbstractContextManager["CaseReader"]):
    """Read-only view of a case for one thread.

    `interrupt` may be called from another thread; the read under way then raises.
    """

    def __init__(self, path: Path) -> None:
        self._store = CaseStore.open(path)
        self._bench: GateBench | None = None
        self._distal: tuple[FilterColumns, Sequence[int], int] | None = None
        self.path = path

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self.close()

    @property
    def store(self) -> CaseStore:
        """The store underneath, for report writers."""
        return self._store

    def close(self) -> None:
        """Close the connection."""
        self._store.close()

    def interrupt(self) -> None:
        """Stop the read under way in another thread."""
        self._store.interrupt()

    def info(self) -> CaseInfo:
        """Identity of the case, with a warning where its ranks are outdated."""
        return info_as_ranked(self._store)

    def ledger(self) -> Ledger:
        """Where every record and allele went."""
        return self._store.ledger()

    def primary_engine(self) -> str:
        """The engine the list is ranked by; "" before any run."""
        return self._store.primary_engine()

    def engine_runs(self) -> tuple[EngineRun, ...]:
        """What scored this case."""
        return tuple(run for _, run in self._store.engine_runs())

    def waiting(self) -> Waiting:
        """What scoring has left to do for the list; all that passed the gates before any run."""
        engines = self._store.ledger().engines
        primary = engines.get(self._store.primary_engine())
        n_pending = 0 if primary is None else primary.pending
        if not engines:
            n_pending = self._n_passed()
        return Waiting(n_pending, self._store.is_scoring_unfinished())

    def set_aside(
        self, limit: int, offset: int = 0
    ) -> tuple[tuple[SetAsideRecord, ...], tuple[SetAsideAllele, ...]]:
        """Records and alleles that were set aside, a page of each in file order."""
        return (
            tuple(self._store.records_set_aside(limit=limit, offset=offset)),
            tuple(self._store.alleles_set_aside(limit=limit, offset=offset)),
        )

    def panels(self) -> tuple[PanelFile, ...]:
        """The panels chosen for the case."""
        return tuple(PanelFile.of(one.panel, one.missing) for one in chosen_panels(self._store))

    def other_overview(self) -> OtherOverview:
        """What the case holds besides small variants, its repeats judged."""
        return others.overview(self._store)

    def intervals(
        self, limit: int, offset: int = 0, kinds: Sequence[IntervalKind] | None = None
    ) -> tuple[Interval, ...]:
        """A page of the records that are no small variants, in file order."""
        return self._store.intervals(limit, offset, kinds)

    def genes_over(self, intervals: Sequence[Interval]) -> tuple[tuple[str, ...], ...]:
        """The genes each of them overlaps."""
        return tuple(others.genes_over(self._store, one) for one in intervals)

    def interval_problems(self, limit: int, offset: int = 0) -> tuple[IntervalProblem, ...]:
        """A page of those that could not be placed."""
        return self._store.interval_problems(limit, offset)

    def ids(self, query: CandidateQuery) -> tuple[int, ...]:
        """Variant ids of the candidates that match, in the order asked for."""
        rows = self._list_rows()
        return listing.select(rows, _narrowed(query, sought(self._store, rows, query.text)))

    def order(self, query: CandidateQuery) -> Order:
        """The candidates that match with their ranks, all of one instant.

        A name of a variant among the words is looked up (`core.pipeline.asked_variant`); what
        became of it is told, and is no error.
        """
        rows = self._list_rows()
        named = sought(self._store, rows, query.text)
        found = listing.order(rows, _narrowed(query, named), self._n_passed())
        return replace(found, sought=named, n_distal=self._n_distal())

    def rows(self, ids: Sequence[int]) -> tuple[Candidate, ...]:
        """Candidates of these ids in the order given; ids no longer in the list are left out."""
        found = {one.facts.variant_id: one for one in review.candidates(self._store, ids)}
        return tuple(found[variant_id] for variant_id in ids if variant_id in found)

    def tracks(self, variant_id: int) -> tuple[SpliceTrack, ...]:
        """Raw probabilities around a variant, the widest stored per gene."""
        return self._store.tracks(variant_id)

    def tracks_by(self, engine_id: str, variant_id: int) -> tuple[SpliceTrack, ...]:
        """Raw probabilities around a variant as one engine sees them, the widest per gene."""
        return self._store.tracks_by(engine_id, variant_id)

    def exon_scores(self, ids: Sequence[int]) -> dict[int, tuple[ExonScore, ...]]:
        """What exon engines said about these variants, () for nothing."""
        return self._store.exon_scores(ids)

    def transcript_names(self, facts: Sequence[Facts]) -> dict[int, dict[str, TranscriptName]]:
        """HGVS names in transcripts of many variants, by variant id, then transcript."""
        return case_reference.transcript_names(self.info(), facts)

    def elements(self, facts: Sequence[Facts]) -> dict[int, ElementsAt]:
        """What lies at these variants and which genes they may act on, by variant id."""
        with Interpreter(self._store) as interpreter:
            return review.elements_of(self._store, facts, interpreter)

    def interpretations(self, facts: Sequence[Facts]) -> dict[int, Interpretation]:
        """What these variants do to transcripts and proteins, by variant id."""
        contexts = case_contexts(self.info())
        with Interpreter(self._store, contexts=contexts) as interpreter:
            return {one.variant_id: interpreter.of(one) for one in facts}

    def genomic_names(self, variants: Sequence[Variant]) -> dict[Variant, str]:
        """HGVS g. descriptions."""
        return case_reference.genomic_names(self.info(), variants)

    def gate_counts(self, rules: GateRules) -> GateCounts:
        """What gates would do to the case; what was loaded for that is kept for the next time."""
        if self._bench is None or not self._bench.is_current:
            self._bench = GateBench(self._store)
        return self._bench.counts(rules)

    def movement(self, shown: Sequence[int], query: CandidateQuery) -> Movement:
        """How the list differs from the order on screen."""
        return listing.movement(shown, self.ids(query))

    def detail(self, variant_id: int) -> VariantDetail:
        """Everything about one variant."""
        return review.detail(self._store, variant_id)

    def marks(self) -> dict[int, tuple[Mark, str]]:
        """The person's decisions by variant id."""
        return self._store.marks()

    def evidence(
        self, variant_id: int, profile: str = "", interpretation: Interpretation | None = None
    ) -> EvidenceSheet:
        """Codes of a variant as they stand, by a profile of rules; the default one if none is named.

        `interpretation` hands over what was computed of it before.
        """
        rules = evidence_profile(profile).rules
        known = {} if interpretation is None else {variant_id: interpretation}
        return evidence_sheets(self._store, [variant_id], rules, known)[variant_id]

    def evidence_sheets(
        self, interpreted: Mapping[int, Interpretation]
    ) -> dict[int, EvidenceSheet]:
        """Evidence of many variants as it stands by the default profile, by variant id."""
        rules = evidence_profile().rules
        return evidence_sheets(self._store, tuple(interpreted), rules, interpreted)

    def find(self, text: str) -> tuple[int, Variant]:
        """Give id and allele of the stored variant meant by `chrom-pos-ref-alt`, in any spelling.

        A line of a VCF and HGVS are understood too (`core.pipeline.asked_variant`).

        Raises
        ------
        UsageError
            If the text is no variant or the case does not hold it.
        ReferenceMismatchError
            If REF differs from the reference.
        """
        spelled = asked_in_case(self._store, text)
        variant = Variant.parse(spelled, self.info().proof.assembly)
        stored = review.find(self._store, variant)
        if stored is None and review.may_be_spelled_otherwise(self.info(), variant):
            raise UsageError(
                f"{text} is not in this case as spelled here, and another spelling cannot be "
                "looked up without the reference the case was made with.",
                "Put the reference back where it was, or spell the variant as the list does.",
            )
        if stored is None:
            raise UsageError(
                f"{text} is not in this case.",
                "`intronaut case trace` tells what became of it; check position and alleles.",
            )
        return stored.variant_id, stored.variant

    def trace(self, text: str) -> Trace:
        """Why a variant is, or is not, in the list; alleles such as `*` and `<DEL>` too.

        Raises
        ------
        UsageError
            If the text has not the form chrom-pos-ref-alt.
        ReferenceMismatchError
            If REF differs from the reference and no record set aside says the same.
        """
        return trace_text(self._store, asked_in_case(self._store, text))

    def _n_passed(self) -> int:
        return int((self._store.columns().gate == 0).sum())

    def _n_distal(self) -> int:
        """Count unranked distal variants; counted anew when columns or list have changed."""
        columns, listed = self._store.columns(), self._store.candidate_ids()
        if self._distal is None or self._distal[0] is not columns or self._distal[1] != listed:
            self._distal = columns, listed, unranked_distal(self._store).n_variants
        return self._distal[2]

    def _list_rows(self) -> list[ListRow]:
        rows = self._store.candidate_rows()
        ids = [row.variant_id for row in rows]
        scores, marks = self._store.scores(ids), self._store.marks()
        stored = {one.variant_id: one for one in self._store.variants(ids)}
        return [
            ListRow(
                row=row,
                name=stored[row.variant_id].variant.spelled,
                place=stored[row.variant_id].variant.sort_key,
                max_delta=listing.max_delta(scores.get(row.variant_id, ())),
                frequency=stored[row.variant_id].population_frequency,
                distance=stored[row.variant_id].distance,
                mark=marks.get(row.variant_id, (Mark.NONE, ""))[0],
            )
            for row in rows
        ]


def _narrowed(query: CandidateQuery, named: Sought | None) -> CandidateQuery:
    return query if named is None else replace(query, meant=named.ids)
