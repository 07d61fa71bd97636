"""A record on its way to an annotated file: what the engine is asked and what is said without it."""

from collections import defaultdict
from dataclasses import dataclass, field

from core.domain.ledger import AlleleSetAside
from core.domain.score import NotScoredReason
from core.pipeline.annotation import Place, blank_text, refusal, request_for
from core.pipeline.bodies import BodyIndex, GeneBody
from core.pipeline.info_keys import splice_key
from core.pipeline.spec import ScoreFileSpec
from core.sources.normalise import normalise
from core.sources.reference import Reference
from core.sources.vcf import RecordProblem, VcfRecord
from models.splice.protocol import CONTEXT_LENGTH, MAX_DISTANCE, SpliceRequest

_SHIFT_STEP = 8
"""Distances are widened in steps of this many bases: windows of few lengths are evaluated."""


@dataclass(slots=True)
class Slot:
    """A place in a record's annotation waiting for the engine."""

    key: str
    alt: str
    body: GeneBody
    request: SpliceRequest
    distance: int
    shift: int
    order: int


@dataclass(slots=True)
class Line:
    """A record on its way to the output: texts by key and order, slots still to be filled."""

    raw: bytes
    pos: int
    texts: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    reasons: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    n_scored: int = 0

    def fill(self, slot: Slot, text: str) -> None:
        """Put the score of one allele in one gene into its place."""
        self.texts[slot.key][slot.order] = text
        self.n_scored += 1

    def fail(self, slot: Slot) -> None:
        """Say of an allele, once, that the engine failed on it."""
        reason = f"{slot.alt}|{NotScoredReason.ENGINE_FAILED}"
        if reason not in self.reasons:
            self.reasons.append(reason)

    def info(self, reason_key: str) -> dict[str, str]:
        """Our INFO keys of this record."""
        found = {
            key: ",".join(text for _, text in sorted(texts.items()))
            for key, texts in self.texts.items()
        }
        if self.reasons:
            found[reason_key] = ",".join(self.reasons)
        return found


class Planner:
    """Decides for each record what the engine is asked and what is said without asking."""

    def __init__(self, spec: ScoreFileSpec, reference: Reference, bodies: BodyIndex) -> None:
        self._distance = spec.distance
        self._reference = reference
        self._bodies = bodies
        self._key = splice_key(spec.engine_id)

    def plan(self, item: VcfRecord | RecordProblem) -> Line:
        """Give the line of a record with what is known without the engine."""
        if isinstance(item, RecordProblem):
            return Line(item.raw, 0, reasons=problem_reasons(item))
        line = Line(item.raw, item.pos)
        line.reasons += set_aside_reasons(item)
        place = Place(item.chrom, item.pos, item.ref)
        bodies = self._bodies.at(item.chrom, item.pos)
        refused = refusal(place, self._reference, self._distance)
        if refused is None and not bodies:
            refused = NotScoredReason.OUTSIDE_GENES
        for allele in item.alleles:
            if refused is not None:
                line.reasons.append(f"{allele.alt}|{refused}")
                continue
            for body in bodies:
                self._add(line, place, allele.alt, body)
        return line

    def _add(self, line: Line, place: Place, alt: str, body: GeneBody) -> None:
        order = len(line.slots)
        key = self._key
        if len(place.ref) > 1 and len(alt) > 1:
            line.texts[key][order] = blank_text(alt, body.transcript.gene_symbol)
            key = f"{key}_ext"
        where, bases, distance = self._aligned(place, alt)
        request = request_for(where, bases, body, self._reference, distance)
        shift = place.pos - where.pos
        line.slots.append(Slot(key, alt, body, request, distance, shift, order))

    def _aligned(self, place: Place, alt: str) -> tuple[Place, str, int]:
        """Give the allele in its one spelling and the distance that covers the record's window.

        Where that window would leave the contig or the engine's reach, the record's own
        spelling is kept.
        """
        pos, ref, bases = normalise(place.chrom, place.pos, place.ref, alt, self._reference)
        shift = abs(place.pos - pos)
        for further in (-(-shift // _SHIFT_STEP) * _SHIFT_STEP, shift):
            distance = self._distance + further
            flank = CONTEXT_LENGTH // 2 + distance
            fits = self._reference.window(place.chrom, pos, flank) is not None
            if distance <= MAX_DISTANCE and fits:
                return Place(place.chrom, pos, ref), bases, distance
        return place, alt, self._distance


_SET_ASIDE: dict[AlleleSetAside, NotScoredReason | AlleleSetAside] = {
    AlleleSetAside.SYMBOLIC: NotScoredReason.UNSUPPORTED_ALLELE,
    AlleleSetAside.BREAKEND: NotScoredReason.UNSUPPORTED_ALLELE,
    AlleleSetAside.SPANNING_DELETION: NotScoredReason.UNSUPPORTED_ALLELE,
    AlleleSetAside.NON_REF: NotScoredReason.UNSUPPORTED_ALLELE,
    AlleleSetAside.ALT_NOT_BASES: NotScoredReason.UNSUPPORTED_ALLELE,
    AlleleSetAside.SAME_AS_REF: AlleleSetAside.SAME_AS_REF,
}


def set_aside_reasons(item: VcfRecord) -> list[str]:
    """Why alleles of a record are not put to any engine, as they stand in the file."""
    return [
        f"{_safe(text)}|{_SET_ASIDE[why]}" for _, text, why in item.set_aside if why in _SET_ASIDE
    ]


def problem_reasons(item: RecordProblem) -> list[str]:
    """Why no allele of a record is put to any engine, as it stands in the file."""
    fields = item.raw.split(b"\t")
    if len(fields) < 8:
        return []
    alts = fields[4].decode("utf-8", "replace").split(",")
    return [f"{_safe(alt)}|{item.reason}" for alt in alts]


def _safe(text: str) -> str:
    """Spell an allele so that it cannot break the INFO column."""
    return "".join(letter if letter not in ";=,| \t" else "_" for letter in text)
