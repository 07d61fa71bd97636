"""Job: annotate every record of a variant file with splice scores, in the published layout.

Every input record is written back in its place with its own INFO, FORMAT and samples as they
were; our keys are added. What cannot be scored says why in a key of its own: it must never look
like a score of zero.

An allele is trimmed and left-aligned before it is scored, so that its spelling does not matter,
and looked at from the record's own POS, as published: evaluated far enough around the aligned
place, then cut to the window of the record. A record whose REF and ALT are both longer than one
base gets `.` in `SpliceAI` as published; our score for it stands in `SpliceAI_ext`.
"""

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.ledger import AlleleSetAside
from core.domain.score import NotScoredReason
from core.errors import UsageError
from core.job import Progress
from core.packs import gene_table
from core.pipeline.annotation import (
    FORMAT,
    Place,
    blank_text,
    boundary_offset,
    refusal,
    request_for,
    score_text,
)
from core.pipeline.bodies import BodyIndex, GeneBody
from core.pipeline.gene_check import check_genes
from core.pipeline.mapping import translated
from core.pipeline.spec import ScoreFileSpec
from core.sources.annotated_vcf import AnnotatedVcf
from core.sources.build import demand_build, prove_build, sample_records
from core.sources.genes import load_genes
from core.sources.normalise import normalise
from core.sources.reference import Reference
from core.sources.vcf import RecordProblem, VcfRecord, VcfSource
from models.runtime import load_engine
from models.splice.engine import SpliceEngine
from models.splice.protocol import CONTEXT_LENGTH, MAX_DISTANCE, SpliceProfile, SpliceRequest

BATCH_REQUESTS = 32
"""Requests given to the engine at once: enough to fill it, few enough to show progress."""

_COUNTED_AT_ONCE = 10_000
_KEYS = {"spliceai": "SpliceAI"}


@dataclass(slots=True)
class _Slot:
    """A place in a record's annotation waiting for the engine."""

    key: str
    alt: str
    body: GeneBody
    request: SpliceRequest
    distance: int
    shift: int
    order: int


@dataclass(slots=True)
class _Line:
    """A record on its way to the output: texts by key and order, slots still to be filled."""

    raw: bytes
    pos: int
    texts: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    reasons: list[str] = field(default_factory=list)
    slots: list[_Slot] = field(default_factory=list)

    def info(self, reason_key: str) -> dict[str, str]:
        """Our INFO keys of this record."""
        found = {
            key: ",".join(text for _, text in sorted(texts.items()))
            for key, texts in self.texts.items()
        }
        if self.reasons:
            found[reason_key] = ",".join(self.reasons)
        return found


class _Planner:
    """Decides for each record what the engine is asked and what is said without asking."""

    def __init__(self, spec: ScoreFileSpec, reference: Reference, bodies: BodyIndex) -> None:
        self._distance = spec.distance
        self._reference = reference
        self._bodies = bodies
        self._key = _KEYS[spec.engine_id]

    def plan(self, item: VcfRecord | RecordProblem) -> _Line:
        if isinstance(item, RecordProblem):
            return _Line(item.raw, 0, reasons=_problem_reasons(item))
        line = _Line(item.raw, item.pos)
        line.reasons += [
            f"{_safe(text)}|{_SET_ASIDE[why]}"
            for _, text, why in item.set_aside
            if why in _SET_ASIDE
        ]
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

    def _add(self, line: _Line, place: Place, alt: str, body: GeneBody) -> None:
        order = len(line.slots)
        key = self._key
        if len(place.ref) > 1 and len(alt) > 1:
            line.texts[key][order] = blank_text(alt, body.transcript.gene_symbol)
            key = f"{key}_ext"
        where, bases, distance = self._aligned(place, alt)
        request = request_for(where, bases, body, self._reference, distance)
        shift = place.pos - where.pos
        line.slots.append(_Slot(key, alt, body, request, distance, shift, order))

    def _aligned(self, place: Place, alt: str) -> tuple[Place, str, int]:
        """Give the allele in its one spelling and the distance that covers the record's window.

        Where that window would leave the contig or the engine's reach, the record's own
        spelling is kept.
        """
        pos, ref, bases = normalise(place.chrom, place.pos, place.ref, alt, self._reference)
        distance = self._distance + abs(place.pos - pos)
        flank = CONTEXT_LENGTH // 2 + distance
        fits = self._reference.window(place.chrom, pos, flank) is not None
        if distance > MAX_DISTANCE or not fits:
            return place, alt, self._distance
        return Place(place.chrom, pos, ref), bases, distance


_SET_ASIDE = {
    AlleleSetAside.SYMBOLIC: NotScoredReason.UNSUPPORTED_ALLELE,
    AlleleSetAside.BREAKEND: NotScoredReason.UNSUPPORTED_ALLELE,
    AlleleSetAside.SPANNING_DELETION: NotScoredReason.UNSUPPORTED_ALLELE,
    AlleleSetAside.NON_REF: NotScoredReason.UNSUPPORTED_ALLELE,
    AlleleSetAside.ALT_NOT_BASES: NotScoredReason.UNSUPPORTED_ALLELE,
}


def score_file(
    spec: ScoreFileSpec, engine: SpliceEngine | None = None
) -> Generator[Progress, None, str]:
    """Annotate `spec.vcf` into `spec.out`; gives a sentence with the counts.

    Raises
    ------
    ProblemError
        Input missing or damaged, wrong build, engine not installed, disk full.
    """
    if spec.engine_id not in _KEYS:
        raise UsageError(
            f"{spec.engine_id} is no engine this command knows.",
            f"Choose one of: {', '.join(_KEYS)}.",
        )
    _demand_out(spec)
    with VcfSource(spec.vcf) as source, Reference(spec.reference) as reference:
        assembly, doubt = _assembly(source, reference)
        genes = load_genes(_genes(spec, assembly))
        if spec.genes is not None and (misfit := check_genes(spec.genes, genes, reference)):
            doubt = f"{doubt}. {misfit.rstrip('.')}"
        bodies = BodyIndex(genes.transcripts)
        yield Progress("loading the networks")
        with translated():
            loaded = engine or load_engine(spec.engine_id, device=spec.device)
        total = yield from _count_records(source)
        planner = _Planner(spec, reference, bodies)
        lines = map(planner.plan, source.records(samples=(), frequency_key=""))
        keys = _info_keys(spec, loaded.info.version)
        with AnnotatedVcf(spec.out, source.header.lines, keys) as out:
            summary = yield from _annotate(_Task(spec, loaded, total), lines, out)
    return f"{summary}{doubt}"


@dataclass(frozen=True, slots=True)
class _Task:
    """What is asked of which engine; `total` records are expected."""

    spec: ScoreFileSpec
    engine: SpliceEngine
    total: int

    def progress(self, done: int) -> Progress:
        return Progress("scoring records", done, max(done, self.total), "records")


def _demand_out(spec: ScoreFileSpec) -> None:
    if not spec.out.name.endswith((".vcf", ".vcf.gz")):
        raise UsageError(
            f"{spec.out}: an annotated file is written as VCF text.",
            "Choose a name that ends in .vcf or .vcf.gz.",
        )
    if spec.out.exists() and spec.vcf.exists() and spec.out.samefile(spec.vcf):
        raise UsageError(
            f"{spec.out} is the file that is read; it would be lost.", "Choose another name."
        )
    if spec.out.is_dir():
        raise UsageError(f"{spec.out} is a folder.", "Choose another name.")


def _count_records(source: VcfSource) -> Generator[Progress, None, int]:
    total = 0
    for total, _ in enumerate(source.sites(), start=1):
        if total % _COUNTED_AT_ONCE == 0:
            yield Progress("counting records", total, None, "records")
    return total


def _annotate(
    task: _Task, lines: Iterable[_Line], out: AnnotatedVcf
) -> Generator[Progress, None, str]:
    """Score and write batch by batch; a step after each answer lets the job be stopped there."""
    n_records = n_scored = 0
    reason_key = f"{_KEYS[task.spec.engine_id]}_not_scored"
    for batch in _batches(lines):
        with translated():
            for n_complete in _fill(task.spec, task.engine, batch):
                yield task.progress(n_records + n_complete)
        for line in batch:
            out.write(line.raw, line.info(reason_key))
        n_records += len(batch)
        n_scored += sum(bool(line.slots) for line in batch)
        yield task.progress(n_records)
    return f"{n_records:,} records written, {n_scored:,} of them scored, to {task.spec.out}"


def _batches(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    batch: list[_Line] = []
    n_requests = 0
    for line in lines:
        batch.append(line)
        n_requests += len(line.slots)
        if n_requests >= BATCH_REQUESTS or len(batch) >= 100 * BATCH_REQUESTS:
            yield batch
            batch, n_requests = [], 0
    if batch:
        yield batch


def _fill(spec: ScoreFileSpec, engine: SpliceEngine, batch: list[_Line]) -> Iterator[int]:
    """Put the engine's answers into the slots; after each, give the number of complete lines."""
    waiting = {id(line): len(line.slots) for line in batch if line.slots}
    by_distance: dict[int, list[tuple[_Line, _Slot]]] = defaultdict(list)
    for line in batch:
        for slot in line.slots:
            by_distance[slot.distance].append((line, slot))
    for distance, slots in by_distance.items():
        requests = [slot.request for _, slot in slots]
        for index, profile in engine.score(requests, distance=distance):
            line, slot = slots[index]
            line.texts[slot.key][slot.order] = _text(spec, line, slot, profile)
            waiting[id(line)] -= 1
            yield sum(not left for left in waiting.values())


def _text(spec: ScoreFileSpec, line: _Line, slot: _Slot, profile: SpliceProfile) -> str:
    seen = profile.seen_from(slot.shift, spec.distance)
    offset = boundary_offset(slot.body, line.pos) if spec.masked else None
    symbol = slot.body.transcript.gene_symbol
    return score_text(slot.alt, symbol, seen, boundary_offset=offset)


def _assembly(source: VcfSource, reference: Reference) -> tuple[Assembly | None, str]:
    """Give the build of the reference, and what is to be said where the file does not prove it."""
    proof = prove_build(
        source.header, sample_records(source, reference), reference, reference.assembly()
    )
    demand_build(proof, reference.assembly() or Assembly.ARTIFICIAL, source.path)
    is_proven = proof.verdict is BuildVerdict.PROVEN
    doubt = "" if is_proven else f". The genome build of {source.path} is unproven"
    return reference.assembly(), doubt


def _genes(spec: ScoreFileSpec, assembly: Assembly | None) -> Path:
    if spec.genes is not None:
        return spec.genes
    if assembly is None:
        raise UsageError(
            f"{spec.reference}: the contigs are those of no build with a bundled gene table.",
            "Name a gene file with --genes.",
        )
    return gene_table(spec.engine_id, assembly)


def _info_keys(spec: ScoreFileSpec, version: str) -> dict[str, tuple[str, str, str]]:
    key = _KEYS[spec.engine_id]
    view = "masked" if spec.masked else "raw"
    settings = f"{key} {version}, {view}, distance {spec.distance}. Format: {FORMAT}"
    return {
        key: (".", "String", settings),
        f"{key}_ext": (
            ".",
            "String",
            f"REF and ALT both longer than one base, beyond the published protocol. {settings}",
        ),
        f"{key}_not_scored": (
            ".",
            "String",
            "Why an allele has no score (not scored is not harmless). Format: ALLELE|REASON",
        ),
    }


def _problem_reasons(item: RecordProblem) -> list[str]:
    fields = item.raw.split(b"\t")
    if len(fields) < 8:
        return []
    alts = fields[4].decode("utf-8", "replace").split(",")
    return [f"{_safe(alt)}|{item.reason}" for alt in alts]


def _safe(text: str) -> str:
    """Spell an allele so that it cannot break the INFO column."""
    return "".join(letter if letter not in ";=,| \t" else "_" for letter in text)
