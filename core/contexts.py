"""What is known beside the consequences of a variant: exons and junctions of people, and domains.

Inclusion comes from the GTEx table of the mmsplice pack, observed junctions and protein domains
from tables registered on this computer. A table at fault is told beside the outcome and stops
nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from core.domain.assembly import Assembly
from core.domain.consequence import OutcomeKind, ProteinChange, SpliceOutcome
from core.domain.context import Contexts, Domain, DomainLoss, OutcomeContext, SeenJunction
from core.domain.interpretation import Interpretation
from core.domain.junction import ObservedJunction
from core.domain.local_value import LocalSource
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.errors import ProblemError
from core.interpret.allele_map import AlleleMap
from core.interpret.alleles import change_of
from core.interpret.coding_effects import CodingEffects
from core.interpret.domain_losses import codon_places, domain_losses
from core.interpret.outcome_context import predicted_exons, predicted_introns, touched_exons
from core.sources.domain_table import DomainTable
from core.sources.junction_table import JunctionTable
from core.sources.local_sources import OPENED, open_source
from core.sources.registry import registered
from core.sources.table_layout import TableKind
from core.tissue_psi import InclusionRanges, inclusion_ranges_known

_KEPT_OPEN = 8
"""Tables that stay open: those without an index are read whole when they are opened."""

_NO_EXON = (OutcomeKind.INTRON_RETENTION,)
_NO_TABLE = "not known: no table of observed junctions is registered"
_NO_JUNCTION = "not known: an intron that is kept has no junction of its own"

Table = TypeVar("Table", JunctionTable, DomainTable)


class _Asked(NamedTuple):
    """A transcript as it is read, and the change on its chromosome."""

    effects: CodingEffects
    allele: AlleleMap

    @property
    def transcript(self) -> Transcript:
        return self.effects.transcript


class ContextReader:
    """Reads what is known beside consequences, of one genome build.

    Parameters
    ----------
    chooses
        Tells by name whether a registered table is asked.
    """

    def __init__(
        self, assembly: Assembly | None, chooses: Callable[[str], bool] = lambda _: True
    ) -> None:
        self._assembly = assembly
        self._ranges: InclusionRanges = inclusion_ranges_known(assembly)
        build = None if assembly is None else assembly.value
        try:
            known, self._fault = registered(), ""
        except ProblemError as problem:
            known, self._fault = (), str(problem)
        fitting = [one for one in known if one.assembly == build and chooses(one.name)]
        self._junctions = [one for one in fitting if one.kind == TableKind.JUNCTION]
        self._domains = [one for one in fitting if one.kind == TableKind.DOMAIN]
        self._domain_faults: dict[str, str] = {}

    def of(
        self, variant: Variant, read: Sequence[CodingEffects], found: Interpretation
    ) -> Contexts:
        """Give what is known beside each outcome, and beside what happens to proteins without one.

        Parameters
        ----------
        read
            The transcripts of the interpretation, as they are read.
        """
        change = change_of(variant)
        asked = {
            one.transcript.transcript_id: _Asked(one, AlleleMap(change, _nothing)) for one in read
        }
        outcomes = {
            one: self._of_outcome(one, asked[told.transcript.transcript_id])
            for told in found.splicing
            for one in told.outcomes
            if told.transcript.transcript_id in asked
        }
        coding = {
            one.effect.transcript_id: self._losses(one.protein, asked[one.effect.transcript_id])
            for one in found.coding
            if one.protein is not None and one.effect.transcript_id in asked
        }
        return Contexts(outcomes, coding, self._why_no_domains())

    def _why_no_domains(self) -> str:
        if not self._domains:
            return self._fault or "no table of protein domains is registered"
        return "; ".join(self._domain_faults.values()).rstrip(".")

    def _of_outcome(self, outcome: SpliceOutcome, asked: _Asked) -> OutcomeContext:
        domains = None if outcome.protein is None else self._losses(outcome.protein, asked)
        if not outcome.kind.is_aberration:
            return OutcomeContext(domains=domains)
        seen, why_not_seen = self._seen(outcome, asked)
        transcript = asked.transcript
        touched = () if outcome.kind in _NO_EXON else touched_exons(outcome, transcript)
        new = predicted_exons(outcome, transcript, asked.allele) if touched else ()
        ranges, chrom, strand = self._ranges, transcript.chrom, transcript.strand
        inclusion = (
            *(ranges.of((chrom, *exon, strand), number) for number, exon in touched),
            *(ranges.of((chrom, *exon, strand)) for exon in new),
        )
        known = tuple(one for one in inclusion if one is not None)
        why_not = ranges.why_not if touched else ""
        if touched and not why_not and not known:
            why_not = "the GTEx table does not have its exons"
        return OutcomeContext(known, why_not, seen, why_not_seen, domains)

    def _seen(self, outcome: SpliceOutcome, asked: _Asked) -> tuple[tuple[SeenJunction, ...], str]:
        introns = predicted_introns(outcome, asked.transcript, asked.allele)
        if not introns:
            return (), _NO_JUNCTION
        if not self._junctions:
            return (), self._fault or _NO_TABLE
        found: list[SeenJunction] = []
        faults: list[str] = []
        for source in self._junctions:
            try:
                table = _opened(source, JunctionTable)
                found += _seen_in(table, source, outcome, asked.transcript, introns)
            except ProblemError as problem:
                faults.append(f"not known from {source.title}: {problem}")
        if found or faults:
            return tuple(found), "; ".join(faults).rstrip(".")
        names = ", ".join(one.edition for one in self._junctions)
        return (), f"none of them stands in {names}, which does not mean that there are none"

    def _losses(self, change: ProteinChange, asked: _Asked) -> tuple[DomainLoss, ...] | None:
        reading, transcript = asked.effects.reading, asked.transcript
        if not self._domains or reading is None or asked.effects.why_unreadable:
            return None
        codons = codon_places(reading, asked.effects.places)
        found = domain_losses(change, codons, transcript.strand, self._domains_in(transcript))
        return None if not found and len(self._domain_faults) == len(self._domains) else found

    def _domains_in(self, transcript: Transcript) -> Iterator[Domain]:
        for source in self._domains:
            try:
                table = _opened(source, DomainTable)
                yield from table.domains(
                    transcript.chrom, transcript.start, transcript.end, source.title
                )
            except ProblemError as problem:
                self._domain_faults[source.name] = f"{source.title}: {problem}"


def _seen_in(
    table: JunctionTable,
    source: LocalSource,
    outcome: SpliceOutcome,
    transcript: Transcript,
    introns: Iterable[tuple[int, int]],
) -> Iterator[SeenJunction]:
    for start, end in introns:
        for one in table.of_intron(transcript.chrom, start, end):
            if one.junction.strand in ("", transcript.strand):
                yield _told(one, source, outcome)


def _told(one: ObservedJunction, source: LocalSource, outcome: SpliceOutcome) -> SeenJunction:
    event = one.event or outcome.kind.value
    junction = one.junction
    return SeenJunction(source.edition, junction.start, junction.end, event, one.samples, one.reads)


def _opened(source: LocalSource, kind: type[Table]) -> Table:
    stamp = Path(source.path).stat() if Path(source.path).is_file() else None
    at = None if stamp is None else (stamp.st_size, stamp.st_mtime_ns)
    found = _open(source, at)
    if not isinstance(found, kind):
        raise TypeError(found)
    return found


@lru_cache(_KEPT_OPEN)
def _open(source: LocalSource, _stamp: tuple[int, int] | None) -> OPENED:
    return open_source(source)


def _nothing(_start: int, _end: int) -> str:
    """No base is read."""
    return ""
