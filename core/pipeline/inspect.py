"""Job: a look into the files of a case to be, before anything is written."""

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from core.domain.assembly import Assembly, BuildVerdict
from core.domain.case import BuildProof
from core.domain.sample import Individual, Pedigree
from core.domain.variant import Variant
from core.errors import ProblemError, SampleNotFoundError
from core.job import Progress
from core.pipeline.spec import Inspection, IntakeSpec
from core.sources.build import demand_build, prove_build, sample_records
from core.sources.known_builds import demand_readable_build
from core.sources.pedigree import build_pedigree, pedigree_doubts, read_pedigree
from core.sources.reference import Reference
from core.sources.vcf import RecordProblem, VcfRecord, frequency_key
from core.sources.vcf_set import VcfSet

SAMPLED_RECORDS = 20_000
NO_SAMPLE = "patient"
"""Name of the patient in a file without samples."""

_STEP = 2_000
_FROM_BEST = (BuildVerdict.PROVEN, BuildVerdict.UNPROVEN, BuildVerdict.CONTRADICTED)


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
        VcfSet(spec.vcfs, up_to_damage=spec.up_to_damage) as source,
        Reference(spec.reference) as reference,
    ):
        demand_readable_build(reference)
        proofs = prove(spec, source, reference)
        yield Progress("counting kinds of records")
        census = yield from _count_kinds(source)
        problems = [*_build_problems(spec, source, proofs)]
        pedigree: Pedigree | None = None
        told: tuple[str, ...] = ()
        try:
            pedigree, told = pedigree_of(spec, source)
        except ProblemError as problem:
            problems.append(str(problem))
        has_assumed = pedigree is not None and is_assumed(spec, pedigree)
        return Inspection(
            proof=joined_proof(source, proofs),
            samples=source.samples,
            pedigree=pedigree,
            frequency_key=next(filter(None, frequency_keys(source, spec.frequency_key)), ""),
            warnings=source.warnings if has_assumed else (*told, *source.warnings),
            assumptions=told if has_assumed else (),
            problems=tuple(problems),
            records_read=census.n_read,
            estimated_records=census.estimate,
            is_exact=census.is_exact,
            file_size=source.size,
            n_files=len(source.files),
            kinds=tuple(census.kinds.most_common()),
        )


def prove(spec: IntakeSpec, source: VcfSet, reference: Reference) -> list[BuildProof]:
    """Give the verdict on the build of each file from a sample of its records."""
    return [
        prove_build(one.header, sample_records(one, reference), reference, spec.assembly)
        for one in source.files
    ]


def joined_proof(source: VcfSet, proofs: Sequence[BuildProof]) -> BuildProof:
    """Give one verdict for all files: the worst of theirs, with the evidence of each."""
    worst = max(proofs, key=lambda one: _FROM_BEST.index(one.verdict))
    evidence = (
        source.of_file(place, text) for place, one in enumerate(proofs) for text in one.evidence
    )
    compared, matches = sum(one.compared for one in proofs), sum(one.matches for one in proofs)
    return replace(worst, compared=compared, matches=matches, evidence=tuple(evidence))


def frequency_keys(source: VcfSet, wanted: str) -> tuple[str, ...]:
    """Give the INFO key of the population frequency of each file, "" where it has none.

    Raises
    ------
    UsageError
        If no file declares the wanted key.
    """
    declares = [wanted in {info.key for info in one.header.info} for one in source.files]
    if any(declares):
        return tuple(wanted if has_it else "" for has_it in declares)
    return tuple(frequency_key(one.header, wanted) for one in source.files)


def pedigree_of(spec: IntakeSpec, source: VcfSet) -> tuple[Pedigree, tuple[str, ...]]:
    """Give the people of the case, with sentences on what was assumed or is doubtful about them.

    A file without samples gives a patient of whom no genotype is known. Where neither a pedigree
    nor a name tells who the patient is, it is the first sample, and that is said.

    Raises
    ------
    PedigreeError, SampleNotFoundError, UsageError
        If the files contradict each other or the pedigree leaves the patient open.
    """
    samples = source.samples
    people = spec.family or (read_pedigree(spec.ped) if spec.ped is not None else ())
    for person in spec.family:
        if person.name not in samples:
            raise SampleNotFoundError(person.name, samples)
    if not samples and not spec.proband:
        return Pedigree((Individual(NO_SAMPLE),), NO_SAMPLE), (
            "The file has no samples: nothing is known about the patient's genotypes.",
        )
    if people or spec.proband or len(samples) == 1:
        found = build_pedigree(samples, people, spec.proband, spec.ped or "pedigree")
        if spec.ped is None or spec.family:
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
    is_stated = spec.proband or spec.ped is not None or spec.family
    return len(pedigree.individuals) > 1 and not is_stated


@dataclass(frozen=True, slots=True)
class _Census:
    n_read: int
    estimate: int
    is_exact: bool
    kinds: Counter[str]


def _count_kinds(source: VcfSet) -> Generator[Progress, None, _Census]:
    kinds: Counter[str] = Counter()
    n_read = 0
    first = source.files[0]
    records = first.records((), "")
    while page := list(islice(records, _STEP)):
        n_read += len(page)
        for item in page:
            kinds.update(_kinds(item))
        yield Progress("counting kinds of records", n_read, None, "records")
        if n_read >= SAMPLED_RECORDS:
            break
    else:
        if len(source.files) == 1:
            return _Census(n_read, n_read, is_exact=True, kinds=kinds)
    done = first.position[0]
    estimate = max(n_read, round(n_read * source.size / done)) if done else n_read
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


def _build_problems(
    spec: IntakeSpec, source: VcfSet, proofs: Sequence[BuildProof]
) -> Generator[str, None, None]:
    for file, proof in zip(source.files, proofs, strict=True):
        try:
            demand_build(proof, spec.assembly, file.path if len(proofs) > 1 else None)
        except ProblemError as problem:
            yield str(problem)
