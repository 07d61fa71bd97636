"""Scoring alleles with the engine of whole exons."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from core.domain.score import NotScored, NotScoredReason
from core.domain.transcript import Transcript
from core.pipeline.annotation import Place
from core.pipeline.exon_asking import ExonExaminer, ExonQuestion
from models.runtime import load_exon_engine
from tests.science.validation.alleles import Allele, Genome
from tests.science.validation.scoring import ScoreFile

EXON_DISTANCE = 0
"""What stands in a score file's column `distance` for an engine that has none."""
_CHUNK = 200


class _Near:
    """Transcripts over an interval, 0-based half-open."""

    def __init__(self, transcripts: Sequence[Transcript]) -> None:
        self._by_chrom: dict[str, list[Transcript]] = defaultdict(list)
        for one in transcripts:
            self._by_chrom[one.chrom].append(one)

    def __call__(self, chrom: str, start: int, end: int) -> list[Transcript]:
        return [one for one in self._by_chrom[chrom] if one.start < end and start < one.end]


def score_exons(
    engine_id: str, alleles: Sequence[Allele], genome: Genome, scores: ScoreFile
) -> Iterator[int]:
    """Score what the file lacks; value is the largest absolute change of logit PSI of any exon."""
    engine = load_exon_engine(engine_id, device="cpu", threads=1)
    near = _Near(genome.transcripts)
    examiner = ExonExaminer(engine, genome.reference, near, "")
    left = [
        one for one in alleles if one not in scores.reasons and not scores.get(one, EXON_DISTANCE)
    ]
    for first in range(0, len(left), _CHUNK):
        chunk = left[first : first + _CHUNK]
        questions: list[ExonQuestion] = []
        for number, allele in enumerate(chunk):
            place = Place(allele.chrom, allele.pos, allele.ref)
            question = examiner.question(number, place, allele.alt)
            if isinstance(question, NotScoredReason):
                scores.add([(*allele, "", EXON_DISTANCE, -1, question.value)])
            else:
                questions.append(question)
        for number, answer in examiner.ask(questions):
            if isinstance(answer, NotScored):
                scores.add([(*chunk[number], "", EXON_DISTANCE, -1, answer.reason.value)])
                continue
            largest = max(abs(exon.delta_logit_psi) for exon in answer)
            row = (*chunk[number], answer[0].gene_symbol, EXON_DISTANCE, -1, f"{largest:.6f}")
            scores.add([row])
        yield first + len(chunk)
