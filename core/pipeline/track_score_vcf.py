"""Annotating the records of a variant file with what an engine that scores tracks says.

INFO/<Engine> holds one `ALLELE|TRACK|REF|ALT|DELTA` per track; what a track has no value for is `.`.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic

from core.domain.counting import counted
from core.domain.score import NotScored, NotScoredReason
from core.errors import UsageError
from core.job import Progress
from core.pipeline.annotation import Place
from core.pipeline.score_vcf import count_records, file_notes
from core.pipeline.spec import ScoreFileSpec
from core.pipeline.track_asking import Answer, Question, TrackExaminer
from core.pipeline.vcf_lines import problem_reasons, set_aside_reasons
from core.sources.annotated_vcf import AnnotatedVcf
from core.sources.normalise import normalise
from core.sources.reference import Reference
from core.sources.vcf import RecordProblem, VcfRecord, VcfSource

FORMAT = "ALLELE|TRACK|REF|ALT|DELTA"

Texts = Callable[[str, Any], Iterable[str]]
"""Spells an answer about an allele, one text per track."""


@dataclass(slots=True)
class _Line(Generic[Question]):
    """A record on its way to the output."""

    raw: bytes
    reasons: list[str] = field(default_factory=list)
    questions: list[tuple[str, Question]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TrackField:
    """The INFO field of an engine: its key, what its header says, and how an answer is spelled."""

    key: str
    about: str
    texts: Texts

    @property
    def info_keys(self) -> dict[str, tuple[str, str, str]]:
        """Number, type and description of the two fields."""
        return {
            self.key: (".", "String", f"{self.about}. Format: {FORMAT}"),
            f"{self.key}_not_scored": (
                ".",
                "String",
                "Why an allele has no score (not scored is not harmless). Format: ALLELE|REASON",
            ),
        }


def annotated(
    spec: ScoreFileSpec,
    source: VcfSource,
    reference: Reference,
    examiner: TrackExaminer[Question, Answer],
    said: TrackField,
    doubt: str = "",
) -> Generator[Progress, None, str]:
    """Write every record of an open file with the engine's field; gives a sentence and notes."""
    total = yield from count_records(source)
    writer = _Annotator(examiner, reference, said, total)
    records = source.records(samples=(), frequency_key="")
    with AnnotatedVcf(spec.out, source.header.lines, said.info_keys) as out:
        yield from writer.annotate(map(writer.plan, records), out)
    notes = list(file_notes(spec, source, out))
    n_scored = f"{writer.n_scored:,} of them scored"
    summary = f"{counted(total, 'record')} written, {n_scored}, to {spec.out}"
    return "\n".join([f"{summary}{doubt}", *(f"Note: {note}" for note in notes)])


def demand_unmasked(spec: ScoreFileSpec) -> None:
    """Refuse the masked view, which only splice engines have."""
    if spec.masked:
        raise UsageError(f"{spec.engine_id} has no masked view.", "Leave --masked out.")


def safe(text: str) -> str:
    """Give text without the letters that have a meaning in INFO."""
    return "".join(letter if letter not in ";=,| \t" else "_" for letter in text)


class _Annotator(Generic[Question, Answer]):
    """One engine at work on one file."""

    def __init__(
        self,
        examiner: TrackExaminer[Question, Answer],
        reference: Reference,
        said: TrackField,
        total: int,
    ) -> None:
        self.n_scored = 0
        self._n_asked = 0
        self._examiner = examiner
        self._reference = reference
        self._said = said
        self._total = total

    def plan(self, item: VcfRecord | RecordProblem) -> _Line[Question]:
        """Decide what the engine is asked; an allele is trimmed and left-aligned before."""
        if isinstance(item, RecordProblem):
            return _Line(item.raw, problem_reasons(item))
        line: _Line[Question] = _Line(item.raw, set_aside_reasons(item))
        for allele in item.alleles:
            pos, ref, alt = item.pos, item.ref, allele.alt
            if self._reference.fetch(item.chrom, pos - 1, pos - 1 + len(ref)) == ref:
                pos, ref, alt = normalise(item.chrom, pos, ref, alt, self._reference)
            self._n_asked += 1
            asked = self._examiner.question(self._n_asked, Place(item.chrom, pos, ref), alt)
            if isinstance(asked, NotScoredReason):
                line.reasons.append(f"{allele.alt}|{asked}")
            else:
                line.questions.append((allele.alt, asked))
        return line

    def annotate(
        self, lines: Iterable[_Line[Question]], out: AnnotatedVcf
    ) -> Generator[Progress, None, None]:
        """Score and write batch by batch."""
        done, key = 0, self._said.key
        for batch in self._batches(lines):
            self._fill(batch)
            for line in batch:
                info = {key: ",".join(line.texts)} if line.texts else {}
                if line.reasons:
                    info[f"{key}_not_scored"] = ",".join(line.reasons)
                out.write(line.raw, info)
                self.n_scored += bool(line.texts)
            done += len(batch)
            yield Progress("scoring records", done, max(done, self._total), "records")

    def _fill(self, batch: Sequence[_Line[Question]]) -> None:
        questions = [question for line in batch for _, question in line.questions]
        owners = {one.name: (line, alt) for line in batch for alt, one in line.questions}
        for name, answer in self._examiner.ask(questions):
            line, alt = owners[name]
            if isinstance(answer, NotScored):
                line.reasons.append(f"{alt}|{answer.reason}")
            else:
                line.texts += self._said.texts(alt, answer)

    def _batches(self, lines: Iterable[_Line[Question]]) -> Iterator[list[_Line[Question]]]:
        batch: list[_Line[Question]] = []
        n_questions = 0
        for line in lines:
            batch.append(line)
            n_questions += len(line.questions)
            if n_questions >= self._examiner.batch or len(batch) >= 100 * self._examiner.batch:
                yield batch
                batch, n_questions = [], 0
        if batch:
            yield batch
