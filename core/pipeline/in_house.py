"""Cases compared with the alleles that a laboratory has counted in its own cases.

Whoever asks is left out: the family of a case is never among those it is compared with. A place
without a call is not counted, and nothing tells whether a family's file covered it.
"""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import Assembly
from core.domain.case import CaseInfo, SourceFile
from core.domain.counting import counted
from core.domain.in_house import KIND, InHouseCount, InHouseFamily, allele_code
from core.domain.local_value import LocalEntry, LocalSource, LocalValue, said
from core.domain.variant import Variant
from core.job import Progress
from core.paths import data_dir
from core.pipeline.asked_variant import asked_variant
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from core.store.in_house import InHouseCounts, state_of
from core.store.in_house_file import FILE_NAME
from core.store.packed_columns import Columns

BATCH = 250_000
"""Variants held in memory at a time."""


def counts_file() -> Path:
    """Where the counts of this computer lie."""
    return data_dir() / FILE_NAME


def counted_families(assembly: str = "") -> tuple[InHouseFamily, ...]:
    """Give the families counted on this computer, of one build or of all.

    Raises
    ------
    InputFileError
        If the file cannot be used.
    """
    return tuple(one for one in state_of(counts_file()) if assembly in {"", one.assembly})


def count_in_house(
    text: str, assembly: Assembly, reference: Path | None = None
) -> Generator[Progress, None, InHouseCount]:
    """Give how often an allele was seen, in any spelling where the reference is there.

    Raises
    ------
    ProblemError
        If the text is no variant, or does not fit the reference.
    """
    yield Progress("counting")
    if reference is None:
        asked = Variant.parse(text, assembly)
    else:
        with Reference(reference) as opened:
            asked = asked_variant(text, assembly, opened)
    with InHouseCounts(counts_file()) as counts:
        n_families = len(counts.families(assembly.value))
        found = counts.counts(assembly.value, asked.chrom, alleles_of([asked]))[:, 0].tolist()
    return _count(found, n_families)


def look_up_in_house(store: CaseStore) -> Generator[Progress, None, SourceFile | None]:
    """Compare every variant of an opened case with the counts; gives what it was compared with.

    Without other families of its build the case keeps nothing.
    """
    info = store.info()
    families = counted_families(info.proof.assembly.value)
    if not families or not info.chooses(KIND):
        store.in_house.clear()
        return None
    total = store.n_variants()
    found = np.zeros(total, np.int32)
    with InHouseCounts(counts_file()) as counts:
        own = own_families(counts, info)
        n_others = len(families) - len(own)
        if n_others < 1:
            store.in_house.clear()
            return None
        for rows, alleles, chrom in _by_contig(store):
            yield Progress("comparing with own cases", int(rows[0]), total, "variants", chrom)
            build = info.proof.assembly.value
            found[rows] = counts.counts(build, chrom, alleles, own)[0]
    for done in store.in_house.write(found, n_others):
        yield Progress("storing what was found", done, total, "variants")
    source = in_house_source(info)
    return None if source is None else SourceFile(KIND, source.path, source.digest, source.edition)


def in_house_source(info: CaseInfo) -> LocalSource | None:
    """Give the counts as a source for a case, None where they have no other family of its build."""
    build = info.proof.assembly.value
    families = counted_families(build)
    if not families or not info.chooses(KIND):
        return None
    with InHouseCounts(counts_file()) as counts:
        own = own_families(counts, info)
    others = [one for one in families if one.digest not in own]
    if not others:
        return None
    state = hashlib.sha256("\n".join(f"{one.digest} {one.added}" for one in others).encode())
    n_families = counted(len(others), "other family", "other families")
    return LocalSource(
        name=KIND,
        title="This laboratory",
        layout=KIND,
        kind=KIND,
        path=str(counts_file()),
        digest=state.hexdigest(),
        assembly=build,
        version=f"{n_families}, last counted {max(one.added for one in others)}",
        licence="own data",
    )


class InHouseAnswers:
    """Tells of single variants how often they were seen; the family of the case left out."""

    def __init__(self, info: CaseInfo) -> None:
        self._counts = InHouseCounts(counts_file())
        self._own = own_families(self._counts, info)
        families = self._counts.families(info.proof.assembly.value)
        self._n_others = len(families) - len(self._own)

    def close(self) -> None:
        """Let go of the file."""
        self._counts.close()

    def count(self, variant: Variant) -> InHouseCount:
        """Give the counts of one variant."""
        build, alleles = variant.assembly.value, alleles_of([variant])
        found = self._counts.counts(build, variant.chrom, alleles, self._own)[:, 0].tolist()
        return _count(found, self._n_others)

    def of(self, variant: Variant) -> LocalValue:
        """Give them as the answer of a source."""
        found = self.count(variant)
        share = found.n_families / found.of_families if found.of_families else None
        return said(LocalEntry(share, found.sentence))


def own_families(counts: InHouseCounts, info: CaseInfo) -> tuple[str, ...]:
    """Give the digests of the families of the build that people of a case were counted in."""
    build = {one.digest for one in counts.families(info.proof.assembly.value)}
    return tuple(one for one in counts.families_with(people_of(info)) if one in build)


def people_of(info: CaseInfo) -> tuple[str, ...]:
    """Give a digest of everyone in a case: of the variant file and the name in it."""
    files = sorted(one.sha256 for one in info.sources if one.role == "variants")
    names = (one.name for one in info.pedigree.individuals)
    return tuple(hashlib.sha256("\n".join([*files, one]).encode()).hexdigest() for one in names)


def alleles_of(variants: Sequence[Variant]) -> Columns:
    """Give place and code of variants as columns."""
    return {
        "pos": np.fromiter((one.pos for one in variants), np.int64, len(variants)),
        "code": np.fromiter(
            (allele_code(one.ref, one.alt) for one in variants), np.uint64, len(variants)
        ),
    }


def contigs_of(variants: Sequence[Variant]) -> Iterator[tuple[str, slice]]:
    """Give the rows of each contig in turn."""
    start = 0
    for chrom, group in groupby(variants, lambda one: one.chrom):
        end = start + sum(1 for _ in group)
        yield chrom, slice(start, end)
        start = end


def _by_contig(store: CaseStore) -> Iterator[tuple[NDArray[np.int64], Columns, str]]:
    """Give rows, alleles and contig of all variants, at most `BATCH` at a time."""
    places = store.places()
    while page := list(islice(places, BATCH)):
        first = page[0][0] - 1
        variants = [one for _, one in page]
        for chrom, rows in contigs_of(variants):
            yield (
                np.arange(first + rows.start, first + rows.stop),
                alleles_of(variants[rows]),
                chrom,
            )


def _count(column: Sequence[int], of_families: int) -> InHouseCount:
    n_families, n_index, n_carriers, n_homozygous, n_hemizygous = column
    return InHouseCount(n_families, n_index, n_carriers, n_homozygous, n_hemizygous, of_families)
