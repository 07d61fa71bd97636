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
from contextlib import ExitStack
from pathlib import Path

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.counting import counted, verb
from core.errors import EngineUnavailableError, PackError, UsageError
from core.job import Progress
from core.packs import gene_table, has_gene_table
from core.paths import demand_file_name
from core.pipeline.annotation import FORMAT, boundary_offsets, score_text
from core.pipeline.asking import Asker, EngineFailure
from core.pipeline.bodies import BodyIndex
from core.pipeline.engine_kinds import kinds_of
from core.pipeline.file_engine import FileEngine, opened_engine
from core.pipeline.gene_check import check_genes
from core.pipeline.info_keys import splice_key
from core.pipeline.spec import ScoreFileSpec
from core.pipeline.vcf_lines import Line, Planner, Slot
from core.sources.annotated_vcf import AnnotatedVcf
from core.sources.build import demand_build, prove_build, sample_records
from core.sources.genes import load_genes
from core.sources.known_builds import demand_readable_build
from core.sources.reference import Reference
from core.sources.vcf import VcfSource
from models.engine import EngineInfo
from models.registry import SPLICE, engines
from models.splice.engine import SpliceEngine
from models.splice.protocol import SpliceProfile

_TABLE_PACK = "spliceai"
_MOST_LINES = 3_200
_COUNTED_AT_ONCE = 10_000


def score_file(
    spec: ScoreFileSpec, engine: SpliceEngine | None = None
) -> Generator[Progress, None, str]:
    """Annotate `spec.vcf` into `spec.out`; gives a sentence with the counts, and notes line by line.

    An allele the engine fails on says so in the file, and the run goes on.

    Raises
    ------
    EngineUnavailableError
        The engine is not installed or got out of order. What it had scored by then stands in the
        file, whose other records say that the engine failed.
    ProblemError
        Input missing or damaged, wrong build, disk full; nothing is left.
    """
    if SPLICE not in kinds_of(spec.engine_id):
        known = (one.engine_id for one in engines() if one.installed)
        raise UsageError(
            f"{spec.engine_id} is no engine this command knows.",
            f"Choose one of: {', '.join(known)}.",
        )
    demand_out(spec)
    with (
        VcfSource(spec.vcf) as source,
        Reference(spec.reference) as reference,
        ExitStack() as stack,
    ):
        assembly, doubt = build_of(source, reference)
        genes = load_genes(gene_file(spec.engine_id, spec.genes, spec.reference, assembly))
        if spec.genes is not None and (misfit := check_genes(spec.genes, genes, reference)):
            doubt = f"{doubt}. {misfit.rstrip('.')}"
        bodies = BodyIndex(genes.transcripts)
        yield Progress("loading the networks")
        opened = stack.enter_context(opened_engine(spec, engine))
        total = yield from count_records(source)
        planner = Planner(spec, reference, bodies)
        lines = map(planner.plan, source.records(samples=(), frequency_key=""))
        keys = info_keys(spec, opened.engine.info)
        scoring = _Scoring(spec, opened, total)
        with AnnotatedVcf(spec.out, source.header.lines, keys) as out:
            yield from scoring.annotate(lines, out)
        scoring.demand_order()
        notes = [*scoring.notes(), *opened.notes(), *file_notes(spec, source, out)]
    return "\n".join([f"{scoring.summary}{doubt}", *(f"Note: {note}" for note in notes)])


class _Scoring:
    """One engine at work on one file of `total` records."""

    def __init__(self, spec: ScoreFileSpec, opened: FileEngine, total: int) -> None:
        self._spec = spec
        self._name = opened.engine.info.name
        self._asker = Asker(opened.engine)
        self._batch_requests = opened.batch_requests
        self._total = total
        self._reason_key = f"{splice_key(spec.engine_id)}_not_scored"
        self._n_records = self._n_scored = self._n_failed = 0
        self._first_failure = ""

    @property
    def summary(self) -> str:
        """The counts, in words."""
        return (
            f"{counted(self._n_records, 'record')} written, {self._n_scored:,} of them scored, "
            f"to {self._spec.out}"
        )

    def annotate(self, lines: Iterable[Line], out: AnnotatedVcf) -> Generator[Progress, None, None]:
        """Score and write batch by batch; a step after each answer lets the job be stopped there."""
        for batch in _batches(lines, self._batch_requests):
            for n_complete in self._fill(batch):
                yield self._progress(self._n_records + n_complete)
            for line in batch:
                out.write(line.raw, line.info(self._reason_key))
            self._n_records += len(batch)
            self._n_scored += sum(line.n_scored > 0 for line in batch)
            if not self._n_scored:
                self.demand_order()
            yield self._progress(self._n_records)

    def notes(self) -> Iterator[str]:
        """What the engine could not do."""
        if self._n_failed:
            yield (
                f"{self._name} failed on {counted(self._n_failed, 'request')} (an allele in a "
                f"gene), first on {self._first_failure}. The "
                f"{verb(self._n_failed, 'allele says', 'alleles say')} engine_failed in "
                f"INFO/{self._reason_key}: not scored, which does not mean harmless."
            )

    def demand_order(self) -> None:
        """Raise where the engine is out of order."""
        if not self._asker.out_of_order:
            return
        kept = f" {self.summary}; the others say engine_failed." if self._n_scored else ""
        raise EngineUnavailableError(
            f"{self._name} is out of order, it fails on a plain sequence too, first on "
            f"{self._first_failure}.{kept}",
            "Close other programs or choose another device, then start again.",
        )

    def _progress(self, done: int) -> Progress:
        return Progress("scoring records", done, max(done, self._total), "records")

    def _fill(self, batch: list[Line]) -> Iterator[int]:
        """Put the answers into the slots; after each, give the number of complete lines."""
        waiting = {id(line): len(line.slots) for line in batch if line.slots}
        by_distance: dict[int, list[tuple[Line, Slot]]] = defaultdict(list)
        for line in batch:
            for slot in line.slots:
                by_distance[slot.distance].append((line, slot))
        for distance, slots in by_distance.items():
            requests = [slot.request for _, slot in slots]
            for index, outcome in self._asker.ask(requests, distance):
                line, slot = slots[index]
                self._put(line, slot, outcome)
                waiting[id(line)] -= 1
                yield sum(not left for left in waiting.values())

    def _put(self, line: Line, slot: Slot, outcome: SpliceProfile | EngineFailure) -> None:
        if isinstance(outcome, SpliceProfile):
            line.fill(slot, _text(self._spec, line, slot, outcome))
            return
        line.fail(slot)
        self._n_failed += 1
        if not self._first_failure:
            where = b"-".join(line.raw.split(b"\t", 5)[place] for place in (0, 1, 3))
            name = f"{where.decode('utf-8', 'replace')}-{slot.alt}"
            self._first_failure = f"{name} ({outcome.detail})"


def file_notes(spec: ScoreFileSpec, source: VcfSource, out: AnnotatedVcf) -> Iterator[str]:
    """What was changed beyond adding our keys."""
    for key, n in out.replaced.items():
        if n:
            yield (
                f"INFO/{key} stood already in {counted(n, 'record')} of {spec.vcf}; "
                f"{verb(n, 'it was', 'they were')} replaced by this run."
            )
    if source.has_windows_line_ends:
        yield f"{spec.vcf} has Windows line ends (CR LF); {spec.out} has plain ones (LF)."


def demand_out(spec: ScoreFileSpec) -> None:
    """Refuse a name the annotated file cannot have."""
    demand_file_name(spec.out)
    if not spec.out.name.endswith((".vcf", ".vcf.gz")):
        raise UsageError(
            f"{spec.out}: an annotated file is written as VCF text.",
            "Choose a name that ends in .vcf or .vcf.gz.",
        )
    if spec.out.exists() and spec.vcf.exists() and spec.out.samefile(spec.vcf):
        raise UsageError(
            f"{spec.out} is the file that is read; it would be lost.", "Choose another name."
        )


def count_records(source: VcfSource) -> Generator[Progress, None, int]:
    """Give the number of records, so that progress can be told."""
    total = 0
    for total, _ in enumerate(source.sites(), start=1):
        if total % _COUNTED_AT_ONCE == 0:
            yield Progress("counting records", total, None, "records")
    return total


def _batches(lines: Iterable[Line], most_requests: int) -> Iterator[list[Line]]:
    most_lines = max(_MOST_LINES, 2 * most_requests)
    batch: list[Line] = []
    n_requests = 0
    for line in lines:
        batch.append(line)
        n_requests += len(line.slots)
        if n_requests >= most_requests or len(batch) >= most_lines:
            yield batch
            batch, n_requests = [], 0
    if batch:
        yield batch


def _text(spec: ScoreFileSpec, line: Line, slot: Slot, profile: SpliceProfile) -> str:
    seen = profile.seen_from(slot.shift, spec.distance)
    offsets = boundary_offsets(slot.body, line.pos) if spec.masked else None
    symbol = slot.body.transcript.gene_symbol
    return score_text(slot.alt, symbol, seen, boundary_offsets=offsets)


def build_of(source: VcfSource, reference: Reference) -> tuple[Assembly | None, str]:
    """Give the build of the reference, and what is to be said where the file does not prove it."""
    demand_readable_build(reference)
    proof = prove_build(
        source.header, sample_records(source, reference), reference, reference.assembly()
    )
    demand_build(proof, reference.assembly() or Assembly.ARTIFICIAL, source.path)
    is_proven = proof.verdict is BuildVerdict.PROVEN
    doubt = "" if is_proven else f". The genome build of {source.path} is unproven"
    return reference.assembly(), doubt


def gene_file(
    engine_id: str, named: Path | None, reference: Path, assembly: Assembly | None
) -> Path:
    """Give the gene file that was named, or the table of a pack for the build.

    Engines whose own publication has no table take that of the published SpliceAI.
    """
    if named is not None:
        return named
    if assembly not in (Assembly.GRCH37, Assembly.GRCH38):
        raise UsageError(
            f"{reference}: the contigs are those of no build with a bundled gene table.",
            "Name a gene file with --genes.",
        )
    if has_gene_table(engine_id):
        return gene_table(engine_id, assembly)
    try:
        return gene_table(_TABLE_PACK, assembly)
    except PackError as problem:
        raise UsageError(
            f"{engine_id} has no gene table of its own, and the pack {_TABLE_PACK} is not "
            "installed.",
            f"Name a gene file with --genes, or install the pack {_TABLE_PACK}.",
        ) from problem


def info_keys(spec: ScoreFileSpec, engine: EngineInfo) -> dict[str, tuple[str, str, str]]:
    """Give our header lines by key: they name all that the scores depend on."""
    key = splice_key(spec.engine_id)
    view = "masked" if spec.masked else "raw"
    screening = ", screening" if engine.screening else ""
    settings = (
        f"{key} {engine.version}, weights {engine.digest}, {engine.precision}{screening}, {view}, "
        f"distance {spec.distance}, alleles left-aligned. Format: {FORMAT}"
    )
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
