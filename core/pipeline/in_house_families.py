"""Jobs: families of a laboratory counted allele by allele, and taken out again."""

import hashlib
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np

from core.domain.case import CaseInfo
from core.domain.counting import counted
from core.domain.family_calls import FamilyCalls, State
from core.domain.in_house import InHouseFamily
from core.errors import UsageError
from core.job import Progress
from core.pipeline.in_house import BATCH, alleles_of, contigs_of, counts_file, people_of
from core.pipeline.opened import open_case
from core.store.case_store import CaseStore
from core.store.in_house import InHouseCounts
from core.store.in_house_file import COUNTS
from core.store.packed_columns import Columns

_SHOWN = 12
"""Letters of a digest by which a family is named."""


def add_to_in_house(
    cases: Sequence[Path], *, one_family: bool = False
) -> Generator[Progress, None, str]:
    """Count the alleles of cases, each a family or all together one; gives a sentence.

    A family that was counted before is counted anew. Stopped or failed, nothing of a family is
    counted.

    Raises
    ------
    UsageError
        If somebody of a family was counted in another one, or a case is artificial.
    ProblemError
        If a case cannot be used.
    """
    groups = [tuple(cases)] if one_family else [(case,) for case in cases]
    with InHouseCounts(counts_file()) as counts:
        for group in groups:
            yield from _add_family(counts, group)
        n_families = len(counts.families())
    return f"{counted(n_families, 'family', 'families')} of this laboratory counted."


def remove_from_in_house(families: Sequence[str]) -> Generator[Progress, None, str]:
    """Take families out of the counts, named by their case or the beginning of their digest.

    Raises
    ------
    UsageError
        If none or several are meant by a name.
    """
    with InHouseCounts(counts_file()) as counts:
        for name in families:
            digest = _named(counts, name)
            with counts.write():
                for chrom, _ in counts.remove_family(digest):
                    yield Progress("taking out", message=chrom)
        n_families = len(counts.families())
    return f"{counted(n_families, 'family', 'families')} of this laboratory left."


def _add_family(counts: InHouseCounts, cases: Sequence[Path]) -> Generator[Progress, None, None]:
    infos = [_usable(case) for case in cases]
    if len({one.proof.assembly for one in infos}) > 1:
        raise UsageError("The cases of one family are of two builds.", "Add those of one build.")
    people = tuple(dict.fromkeys(digest for one in infos for digest in people_of(one)))
    digest = hashlib.sha256("\n".join(sorted(people)).encode()).hexdigest()
    for one in counts.families_with(people):
        if one != digest:
            raise UsageError(
                f"{cases[0]}: somebody of it is counted already, with the family {one[:_SHOWN]}.",
                f"Take that out first: intronaut inhouse remove {one[:_SHOWN]}.",
            )
    today = datetime.now(UTC).date().isoformat()
    build = infos[0].proof.assembly.value
    with counts.write():
        if counts.families_with(people):
            for chrom, _ in counts.remove_family(digest):
                yield Progress("taking out what was counted before", message=chrom)
        counts.begin_family(InHouseFamily(digest, build, today, len(people), 0), people)
        for case, info in zip(cases, infos, strict=True):
            yield from _add_case(counts, digest, case, info)
        for chrom, _ in counts.finish_family(digest):
            yield Progress("counting", message=chrom)


def _usable(case: Path) -> CaseInfo:
    with open_case(case, None) as store:
        info = store.info()
    if info.is_artificial:
        raise UsageError(f"{case} is artificial.", "Only cases of patients are counted.")
    return info


def _add_case(
    counts: InHouseCounts, digest: str, case: Path, info: CaseInfo
) -> Generator[Progress, None, None]:
    index = info.pedigree.index(info.pedigree.proband)
    with CaseStore.open(case) as store:
        total, done = store.n_variants(), 0
        places = (one for _, one in store.places())
        for calls in store.family_calls(BATCH):
            yield Progress(f"counting {case.stem}", done, total, "variants")
            variants = list(islice(places, len(calls)))
            people = _people(calls, index)
            for chrom, rows in contigs_of(variants):
                alleles = alleles_of(variants[rows])
                part = alleles | {name: one[rows] for name, one in people.items()}
                carried = part["n_families"] > 0
                one = {name: column[carried] for name, column in part.items()}
                counts.add_alleles(digest, chrom, one)
            done += len(calls)


def _people(calls: FamilyCalls, index: int) -> Columns:
    """Count, for each variant, people of a family who carry it."""
    states = np.stack([calls.states(person) for person in range(calls.n_people)])
    carries = calls.alt_copies > 0
    columns = (
        carries.any(axis=0),
        carries[index],
        carries.sum(axis=0),
        (states == State.HOMOZYGOUS).sum(axis=0),
        (states == State.HEMIZYGOUS).sum(axis=0),
    )
    return {name: one.astype(np.int64) for name, one in zip(COUNTS, columns, strict=True)}


def _named(counts: InHouseCounts, name: str) -> str:
    """The digest of the family that a case or the beginning of a digest names."""
    if Path(name).is_file():
        with CaseStore.open(Path(name)) as store:
            meant = counts.families_with(people_of(store.info()))
    else:
        meant = tuple(one.digest for one in counts.families() if one.digest.startswith(name))
    if len(meant) != 1:
        said_of = "No family" if not meant else "More than one family"
        raise UsageError(
            f"{said_of} that was counted is meant by {name}.",
            "Name its case, or its digest as `intronaut inhouse list` shows it.",
        )
    return meant[0]
