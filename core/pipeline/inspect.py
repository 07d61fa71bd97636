"""Job: a look into the files of a case to be, before anything is written."""

from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from itertools import islice

from core.domain.assembly import Assembly
from core.domain.case import BuildProof
from core.domain.sample import Individual, Pedigree
from core.domain.variant import Variant
from core.errors import ProblemError
from core.job import Progress
from core.pipeline.spec import Inspection, IntakeSpec
from core.sources.build import demand_build, prove_build, sample_records
from core.sources.pedigree import build_pedigree, pedigree_doubts, read_pedigree
from core.sources.reference import Reference
from core.sources.vcf import RecordProblem, VcfRecord, VcfSource, frequency_key

SAMPLED_RECORDS = 20_000
NO_SAMPLE = "patient"
"""Name of the patient in a file without samples."""

_STEP = 2_000


def inspect_input(spec: IntakeSpec) -> Generator[Progress, None, Inspection]:
    """Give build, samples, pedigree and a census of the first records.

    What a person can still choose (build, patient) comes back as problems; a file that cannot be
    read at all is raised.

    Raises
    ------
    ProblemError
        If the variant file or the reference cannot be read.
    """
    yield Progress("looking into the variant file")
    with (
        VcfSource(spec.vcf, up_to_damage=spec.up_to_damage) as source,
        Reference(spec.reference) as reference,
    ):
        proof = prove(spec, source, reference)
        yield Progress("counting kinds of records")
        census = yield from _count_kinds(source)
        problems = [*_build_problems(spec, proof)]
        pedigree: Pedigree | None = None
        told: tuple[str, ...] = ()
        try:
            pedigree, told = pedigree_of(spec, source)
        except ProblemError as problem:
            problems.append(str(problem))
        has_assumed = pedigree is not None and is_assumed(spec, pedigree)
        return Inspection(
            proof=proof,
            samples=source.header.samples,
            pedigree=pedigree,
            frequency_key=frequency_key(source.header, spec.frequency_key),
            warnings=source.warnings if has_assumed else (*told, *source.warnings),
            assumptions=told if has_assumed else (),
            problems=tuple(problems),
            records_read=census.n_read,
            estimated_records=census.estimate,
            is_exact=census.is_exact,
            file_size=source.position[1],
            kinds=tuple(census.kinds.most_common()),
        )


def prove(spec: IntakeSpec, source: VcfSource, reference: Reference) -> BuildProof:
    """Give the verdict on the build from a sample of the records."""
    sample = sample_records(source, reference)
    return prove_build(source.header, sample, reference, spec.assembly)


def pedigree_of(spec: IntakeSpec, source: VcfSource) -> tuple[Pedigree, tuple[str, ...]]:
    """Give the people of the case, with sentences on what was assumed or is doubtful about them.

    A file without samples gives a patient of whom no genotype is known. Where neither a pedigree
    nor a name tells who the patient is, it is the first sample, and that is said.

    Raises
    ------
    PedigreeError, SampleNotFoundError, UsageError
        If the files contradict each other or the pedigree leaves the patient open.
    """
    samples = source.header.samples
    people = read_pedigree(spec.ped) if spec.ped is not None else ()
    if not samples and not spec.proband:
        return Pedigree((Individual(NO_SAMPLE),), NO_SAMPLE), (
            "The file has no samples: nothing is known about the patient's genotypes.",
        )
    if people or spec.proband or len(samples) == 1:
        found = build_pedigree(samples, people, spec.proband, spec.ped or "pedigree")
        if spec.ped is None:
            return found, ()
        return found, tuple(pedigree_doubts(samples, people, found, spec.ped))
    others = len(samples) - 1
    rest = "the other one is" if others == 1 else f"the other {others:,} are"
    assumption = (
        f"Nobody was named as the patient: it is taken to be {samples[0]}, the first sample of the "
        f"file; {rest} taken to be unrelated. No variant is left out for not being carried."
    )
    return build_pedigree(samples, people, samples[0]), (assumption,)


def is_assumed(spec: IntakeSpec, pedigree: Pedigree) -> bool:
    """Tell that nobody said which of several samples is the patient."""
    return len(pedigree.individuals) > 1 and not spec.proband and spec.ped is None


@dataclass(frozen=True, slots=True)
class _Census:
    n_read: int
    estimate: int
    is_exact: bool
    kinds: Counter[str]


def _count_kinds(source: VcfSource) -> Generator[Progress, None, _Census]:
    kinds: Counter[str] = Counter()
    n_read = 0
    records = source.records((), "")
    while page := list(islice(records, _STEP)):
        n_read += len(page)
        for item in page:
            kinds.update(_kinds(item))
        yield Progress("counting kinds of records", n_read, None, "records")
        if n_read >= SAMPLED_RECORDS:
            break
    else:
        return _Census(n_read, n_read, is_exact=True, kinds=kinds)
    done, size = source.position
    estimate = max(n_read, round(n_read * size / done)) if done else n_read
    return _Census(n_read, estimate, is_exact=False, kinds=kinds)


def _kinds(item: VcfRecord | RecordProblem) -> list[str]:
    if isinstance(item, RecordProblem):
        return [item.reason]
    plain = [_kind(item, allele.alt) for allele in item.alleles]
    return plain + [str(reason) for _, _, reason in item.set_aside]


def _kind(item: VcfRecord, alt: str) -> str:
    """Kind of the allele once shared ends are trimmed; no sequence is looked at."""
    ref = item.ref
    while len(ref) > 1 and len(alt) > 1 and ref[-1] == alt[-1]:
        ref, alt = ref[:-1], alt[:-1]
    while len(ref) > 1 and len(alt) > 1 and ref[0] == alt[0]:
        ref, alt = ref[1:], alt[1:]
    return Variant(Assembly.ARTIFICIAL, item.chrom, item.pos, ref, alt).kind


def _build_problems(spec: IntakeSpec, proof: BuildProof) -> Generator[str, None, None]:
    try:
        demand_build(proof, spec.assembly)
    except ProblemError as problem:
        yield str(problem)
