"""Job: an engine measured on variants whose effect on splicing a laboratory knows."""

from collections import Counter, defaultdict
from collections.abc import Generator, Sequence
from datetime import UTC, datetime

from core.domain.assembly import Assembly
from core.domain.calibration import (
    CalibrationRecord,
    KnownVariant,
    NotCounted,
    RegionGroup,
)
from core.domain.score import NotScoredReason
from core.domain.transcript import Region
from core.domain.variant import Variant
from core.errors import UsageError
from core.interpret.likelihood import calibrate_region, region_group
from core.interpret.position import locate, most_severe
from core.job import Progress
from core.pipeline.bodies import BodyIndex
from core.pipeline.cached import with_cache
from core.pipeline.engine_kinds import scores_sites
from core.pipeline.evaluation import Examiner, Question
from core.pipeline.gene_check import check_genes
from core.pipeline.mapping import splice_delta, translated
from core.pipeline.opened import CASE_DISTANCE
from core.pipeline.score_vcf import gene_file
from core.pipeline.spec import CalibrateSpec
from core.pipeline.transcript_index import TranscriptIndex
from core.sources.genes import GeneSet, load_genes
from core.sources.known_builds import demand_readable_build
from core.sources.normalise import normalise
from core.sources.reference import Reference
from core.sources.truth import TruthTable, read_truth
from core.version import VERSION
from models.engine import EngineInfo
from models.runtime import load_engine
from models.splice.engine import SpliceEngine

_PAGE = 64
_OUTSIDE = "lies outside every loaded transcript"


def calibrate(
    spec: CalibrateSpec, engine: SpliceEngine | None = None
) -> Generator[Progress, None, CalibrationRecord]:
    """Score every known variant as a case does (500 bases, raw) and count what was seen.

    Raises
    ------
    ProblemError
        Input missing or damaged, engine not installed or out of order.
    """
    if not scores_sites(spec.engine_id):
        raise UsageError(
            f"{spec.engine_id} scores no splice sites and cannot be calibrated by their deltas.",
            "Choose a splice engine, such as spliceai.",
        )
    with Reference(spec.reference) as reference:
        demand_readable_build(reference)
        build = reference.assembly() or Assembly.ARTIFICIAL
        truth = read_truth(spec.truth, build.value)
        genes = load_genes(gene_file(spec.engine_id, spec.genes, spec.reference, build))
        if spec.genes is not None:
            check_genes(spec.genes, genes, reference)
        yield Progress("loading the networks")
        with translated():
            loaded = engine or with_cache(
                load_engine(spec.engine_id, device=spec.device), uses_cache=spec.uses_cache
            )
        measured = _Measured(Examiner(loaded, reference, BodyIndex(genes.transcripts)), reference)
        measured.place(truth.variants, genes)
        yield from measured.score()
        return _record(spec, loaded.info, truth, genes, reference.digest(), measured)


class _Measured:
    """What one engine says of known variants, region by region."""

    def __init__(self, examiner: Examiner, reference: Reference) -> None:
        self.values: dict[RegionGroup, dict[bool, list[float]]] = defaultdict(
            lambda: {True: [], False: []}
        )
        self.not_counted: dict[str, Counter[bool]] = defaultdict(Counter)
        self._examiner = examiner
        self._reference = reference
        self._known: list[tuple[KnownVariant, RegionGroup]] = []
        self._questions: list[Question] = []

    def place(self, known: Sequence[KnownVariant], genes: GeneSet) -> None:
        """Find out where each variant lies, and what the engine is to be asked."""
        near = TranscriptIndex(genes.transcripts)
        for one in known:
            variant = self._aligned(one)
            if isinstance(variant, NotScoredReason):
                self.not_counted[variant.sentence][one.has_effect] += 1
                continue
            over = near.overlapping(variant.chrom, variant.pos - 1, variant.end)
            best = most_severe(locate(variant, over))
            group = region_group(Region.INTERGENIC if best is None else best.region)
            number = len(self._known)
            asked = self._examiner.question(number, variant, CASE_DISTANCE)
            if isinstance(asked, NotScoredReason):
                self.not_counted[asked.sentence][one.has_effect] += 1
            elif group is None:
                self.not_counted[_OUTSIDE][one.has_effect] += 1
            else:
                self._known.append((one, group))
                self._questions.append(asked)

    def score(self) -> Generator[Progress, None, None]:
        """Ask the engine, neighbours together."""
        questions = sorted(self._questions, key=lambda asked: asked.variant.sort_key)
        done = 0
        for first in range(0, len(questions), _PAGE):
            page = questions[first : first + _PAGE]
            for answer in self._examiner.answers(page, CASE_DISTANCE):
                value = max(splice_delta(profile).max_delta for profile in answer.profiles)
                one, group = self._known[answer.question.variant_id]
                for counted_in in (group, RegionGroup.ALL):
                    self.values[counted_in][one.has_effect].append(value)
                done += 1
                yield Progress("scoring known variants", done, len(questions), "variants")
            for number, why in self._examiner.take_blamed():
                one, _ = self._known[number]
                self.not_counted[why.reason.sentence][one.has_effect] += 1

    def _aligned(self, one: KnownVariant) -> Variant | NotScoredReason:
        """Give the variant in its one spelling, or what is wrong with it on this reference."""
        if self._reference.length(one.chrom) is None:
            return NotScoredReason.CONTIG_MISSING
        here = self._reference.fetch(one.chrom, one.pos - 1, one.pos - 1 + len(one.ref))
        if here != one.ref:
            return NotScoredReason.REFERENCE_MISMATCH
        pos, ref, alt = normalise(one.chrom, one.pos, one.ref, one.alt, self._reference)
        assembly = self._reference.assembly() or Assembly.ARTIFICIAL
        return Variant(assembly, one.chrom, pos, ref, alt)


def _record(
    spec: CalibrateSpec,
    engine: EngineInfo,
    truth: TruthTable,
    genes: GeneSet,
    reference_digest: str,
    measured: _Measured,
) -> CalibrationRecord:
    return CalibrationRecord(
        engine_id=engine.engine_id,
        engine_version=engine.version,
        digest=engine.digest,
        precision=engine.precision,
        distance=CASE_DISTANCE,
        masked=False,
        transcript_set=f"{genes.name} {genes.digest}",
        reference_digest=reference_digest,
        truth_file=truth.name,
        truth_digest=truth.digest,
        laboratory=spec.laboratory,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        program_version=VERSION,
        regions=tuple(
            calibrate_region(group, measured.values[group][True], measured.values[group][False])
            for group in RegionGroup
        ),
        not_scored=tuple(
            NotCounted(reason, found[True], found[False])
            for reason, found in sorted(measured.not_counted.items())
        ),
        left_out=truth.left_out,
    )
