"""Job: annotate every record of a variant file with what an exon engine says.

INFO/MMSplice holds one `ALLELE|TRACK|REF|ALT|DELTA` per track and exon. A track is spelled
`GENE:TRANSCRIPT:exonNUMBER:NAME`; names are `delta_logit_psi`, the five modules,
`delta_efficiency` and `pathogenicity`. What a track has no value for is `.`. The 56 tissues
stand in `describe` and in cases only: they would make a record some kilobytes longer.
"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from core.domain.counting import counted
from core.domain.exon_score import MODULES, TRACK, ExonScore
from core.domain.score import NotScored, NotScoredReason
from core.errors import UsageError
from core.job import Progress
from core.pipeline.annotation import Place
from core.pipeline.exon_asking import ExonExaminer, ExonQuestion
from core.pipeline.exon_scoring import assembly_name
from core.pipeline.gene_check import check_genes
from core.pipeline.mapping import translated
from core.pipeline.score_vcf import build_of, count_records, demand_out, file_notes
from core.pipeline.spec import ScoreFileSpec, demand_exact
from core.pipeline.transcript_index import TranscriptIndex
from core.pipeline.vcf_lines import problem_reasons, set_aside_reasons
from core.sources.annotated_vcf import AnnotatedVcf
from core.sources.genes import load_genes
from core.sources.normalise import normalise
from core.sources.reference import Reference
from core.sources.vcf import RecordProblem, VcfRecord, VcfSource
from models.runtime import load_exon_engine
from models.splice.exon_engine import ExonEngine

FORMAT = "ALLELE|TRACK|REF|ALT|DELTA"
_KEYS = {"mmsplice": "MMSplice"}
_BATCH = 64


@dataclass(slots=True)
class _Line:
    """A record on its way to the output."""

    raw: bytes
    reasons: list[str] = field(default_factory=list)
    questions: list[tuple[str, ExonQuestion]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def score_file_exons(
    spec: ScoreFileSpec, engine: ExonEngine | None = None
) -> Generator[Progress, None, str]:
    """Annotate `spec.vcf` into `spec.out`; gives a sentence with the counts, notes line by line.

    Raises
    ------
    ProblemError
        Input missing or damaged, wrong build, no gene models, engine not installed, disk full.
    """
    if spec.genes is None:
        raise UsageError(
            f"{spec.engine_id} scores exons and has no gene table of its own.",
            "Name a gene file with --genes.",
        )
    if spec.masked:
        raise UsageError(f"{spec.engine_id} has no masked view.", "Leave --masked out.")
    demand_exact(spec.engine_id, spec.computing)
    demand_out(spec)
    with VcfSource(spec.vcf) as source, Reference(spec.reference) as reference:
        assembly, doubt = build_of(source, reference)
        genes = load_genes(spec.genes)
        if misfit := check_genes(spec.genes, genes, reference):
            doubt = f"{doubt}. {misfit.rstrip('.')}"
        yield Progress("loading the networks")
        with translated():
            loaded = engine or load_exon_engine(spec.engine_id, device=spec.device)
        total = yield from count_records(source)
        near = TranscriptIndex(genes.transcripts).overlapping
        examiner = ExonExaminer(loaded, reference, near, assembly_name(assembly))
        writer = _Annotator(examiner, reference, total)
        records = source.records(samples=(), frequency_key="")
        with AnnotatedVcf(spec.out, source.header.lines, _info_keys(loaded)) as out:
            yield from writer.annotate(map(writer.plan, records), out)
        notes = list(file_notes(spec, source, out))
    summary = (
        f"{counted(total, 'record')} written, {writer.n_scored:,} of them scored, to {spec.out}"
    )
    return "\n".join([f"{summary}{doubt}", *(f"Note: {note}" for note in notes)])


class _Annotator:
    """One exon engine at work on one file."""

    def __init__(self, examiner: ExonExaminer, reference: Reference, total: int) -> None:
        self.n_scored = 0
        self._examiner = examiner
        self._reference = reference
        self._total = total
        self._key = _KEYS.get(examiner.engine.info.engine_id, examiner.engine.info.name)

    def plan(self, item: VcfRecord | RecordProblem) -> _Line:
        """Decide what the engine is asked; an allele is trimmed and left-aligned before."""
        if isinstance(item, RecordProblem):
            return _Line(item.raw, problem_reasons(item))
        line = _Line(item.raw, set_aside_reasons(item))
        for allele in item.alleles:
            pos, ref, alt = item.pos, item.ref, allele.alt
            if self._reference.fetch(item.chrom, pos - 1, pos - 1 + len(ref)) == ref:
                pos, ref, alt = normalise(item.chrom, pos, ref, alt, self._reference)
            asked = self._examiner.question(0, Place(item.chrom, pos, ref), alt)
            if isinstance(asked, NotScoredReason):
                line.reasons.append(f"{allele.alt}|{asked}")
            else:
                line.questions.append((allele.alt, asked))
        return line

    def annotate(
        self, lines: Iterable[_Line], out: AnnotatedVcf
    ) -> Generator[Progress, None, None]:
        """Score and write batch by batch."""
        done = 0
        for batch in _batches(lines):
            self._fill(batch)
            for line in batch:
                info = {self._key: ",".join(line.texts)} if line.texts else {}
                if line.reasons:
                    info[f"{self._key}_not_scored"] = ",".join(line.reasons)
                out.write(line.raw, info)
                self.n_scored += bool(line.texts)
            done += len(batch)
            yield Progress("scoring records", done, max(done, self._total), "records")

    def _fill(self, batch: Sequence[_Line]) -> None:
        owners = [(line, alt) for line in batch for alt, _ in line.questions]
        questions = [
            ExonQuestion(number, asked.exons, asked.requests)
            for number, asked in enumerate(asked for line in batch for _, asked in line.questions)
        ]
        for number, answer in self._examiner.ask(questions):
            line, alt = owners[number]
            if isinstance(answer, NotScored):
                line.reasons.append(f"{alt}|{answer.reason}")
            else:
                line.texts += [text for score in answer for text in _texts(alt, score)]


def _texts(alt: str, score: ExonScore) -> Iterator[str]:
    where = _safe(f"{score.gene_symbol}:{score.transcript_id}:exon{score.exon_number}")
    yield f"{alt}|{where}:{TRACK}|.|.|{score.delta_logit_psi:.4f}"
    for name, ref, new in zip(MODULES, score.ref_modules, score.alt_modules, strict=True):
        yield f"{alt}|{where}:{_safe(name)}|{ref:.4f}|{new:.4f}|{new - ref:.4f}"
    yield f"{alt}|{where}:delta_efficiency|.|.|{score.efficiency:.4f}"
    yield f"{alt}|{where}:pathogenicity|.|{score.pathogenicity:.4f}|."


def _batches(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    batch: list[_Line] = []
    n_questions = 0
    for line in lines:
        batch.append(line)
        n_questions += len(line.questions)
        if n_questions >= _BATCH or len(batch) >= 100 * _BATCH:
            yield batch
            batch, n_questions = [], 0
    if batch:
        yield batch


def _info_keys(engine: ExonEngine) -> dict[str, tuple[str, str, str]]:
    info = engine.info
    key = _KEYS.get(info.engine_id, info.name)
    settings = f"{key} {info.version}, exons within {info.max_distance} bases. Format: {FORMAT}"
    return {
        key: (".", "String", settings),
        f"{key}_not_scored": (
            ".",
            "String",
            "Why an allele has no score (not scored is not harmless). Format: ALLELE|REASON",
        ),
    }


def _safe(text: str) -> str:
    return "".join(letter if letter not in ";=,| \t" else "_" for letter in text)
