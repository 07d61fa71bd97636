"""Proof that a variant file belongs to a reference, from contig lengths and REF bases."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from math import comb
from pathlib import Path

from core.domain.assembly import (
    CONTIGS,
    Assembly,
    BuildVerdict,
    canonical_chrom,
)
from core.domain.case import BuildProof
from core.errors import AssemblyMismatchError, AssemblyUnprovenError
from core.sources.known_builds import (
    OTHER_BUILDS,
    build_of_lengths,
    builds_named,
    primary_lengths,
)
from core.sources.reference import Reference
from core.sources.vcf import VcfSource
from core.sources.vcf_header import VcfHeader
from core.sources.vcf_records import VcfRecord

MIN_CONTIGS = 3
MIN_COMPARED = 20
PROVEN_SHARE = 0.99
MIN_DOUBTED = 3
DOUBTED_SHARE = 0.90
"""Below this share of matching records, a header that agrees does not prove the build."""

RIGHT_BUILD_MATCHES = 0.95
CONTRADICTED_BELOW = 1e-3
"""REF bases contradict the build where so few matches, or fewer, have a lower probability.

Of the single-base records of the right build almost all match; 0.95 leaves room for records that
are wrong one by one. Of a wrong build about a quarter match, by chance. So 0 of 3, 2 of 8 and 6 of
19 contradict the build, while 1 of 3, 2 of 3 and 17 of 20 do not; of 200, 178 do and 180 do not.
"""

_UNTELLING_END = 100_000
"""The start of chr1 is the same in GRCh37 and GRCh38, so that it proves neither."""

_NOTHING_PROVES = "NOTHING PROVES"


@dataclass(frozen=True, slots=True)
class _Lengths:
    """Header lengths against the reference: contigs that agree and that disagree."""

    agreeing: tuple[str, ...]
    disagreeing: tuple[str, ...]
    declared: int
    looks_like: str
    named: tuple[str, ...]

    @property
    def agree(self) -> bool:
        return not self.disagreeing and len(self.agreeing) >= MIN_CONTIGS

    @property
    def is_other_build(self) -> bool:
        return len(self.disagreeing) >= MIN_CONTIGS and bool(self.looks_like)

    @property
    def all_agree(self) -> bool:
        return not self.disagreeing and 1 <= self.declared == len(self.agreeing)


@dataclass(frozen=True, slots=True)
class _Bases:
    """Single-base records against the reference."""

    compared: int
    matches: int

    @property
    def share(self) -> float:
        return self.matches / self.compared if self.compared else 0.0

    @property
    def agree(self) -> bool:
        return self.compared >= MIN_COMPARED and self.share >= PROVEN_SHARE

    @property
    def are_doubtful(self) -> bool:
        return self.compared >= MIN_DOUBTED and self.share < DOUBTED_SHARE

    @property
    def disagree(self) -> bool:
        return self.are_doubtful and self._chance_if_right < CONTRADICTED_BELOW

    @property
    def _chance_if_right(self) -> float:
        """Probability of so few matches or fewer, were the build the right one."""
        n, p = self.compared, RIGHT_BUILD_MATCHES
        return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(self.matches + 1))


def prove_build(
    header: VcfHeader,
    sample: Sequence[VcfRecord],
    reference: Reference,
    stated: Assembly | None,
) -> BuildProof:
    """Give the verdict whether the variant file belongs to the reference, with the evidence.

    Parameters
    ----------
    sample
        Records, best those of `sample_records`.
    stated
        What the user said the file is; None if nothing.
    """
    assembly = reference.assembly() or stated or Assembly.ARTIFICIAL
    lengths = _compare_lengths(header, reference)
    bases = _compare_bases(sample, reference)
    evidence = [*_length_sentences(lengths, assembly), *_base_sentences(bases, assembly)]
    contradiction = _stated_against_reference(reference, stated)
    if contradiction:
        verdict = BuildVerdict.CONTRADICTED
        evidence.insert(0, contradiction)
    else:
        verdict = _verdict(lengths, bases, stated)
        doubt = _unknown_reference(reference)
        if doubt and verdict is BuildVerdict.PROVEN:
            verdict = BuildVerdict.UNPROVEN
            evidence.insert(0, doubt)
    if verdict is BuildVerdict.UNPROVEN:
        evidence.append(
            f"{_NOTHING_PROVES} that the file is {assembly}"
            + (f"; it is read as {stated} because the user said so." if stated else ".")
        )
    return BuildProof(assembly, verdict, bases.compared, bases.matches, tuple(evidence))


def _verdict(lengths: _Lengths, bases: _Bases, stated: Assembly | None) -> BuildVerdict:
    if bases.disagree:
        return BuildVerdict.CONTRADICTED
    if lengths.disagreeing:
        # The user's word stands against a few odd lengths, but neither against those of a whole
        # other build nor against a file that contradicts itself.
        proven_wrong = stated is None or bases.agree or lengths.is_other_build
        return BuildVerdict.CONTRADICTED if proven_wrong else BuildVerdict.UNPROVEN
    some_match = bases.matches > 0 and bases.share >= PROVEN_SHARE
    by_lengths = lengths.agree or (lengths.all_agree and some_match)
    if bases.agree or (by_lengths and not bases.are_doubtful):
        return BuildVerdict.PROVEN
    names_foreign = any(build in sentence for sentence in lengths.named for build in OTHER_BUILDS)
    return BuildVerdict.CONTRADICTED if names_foreign else BuildVerdict.UNPROVEN


def demand_build(proof: BuildProof, stated: Assembly | None, file: Path | None = None) -> None:
    """Refuse a file that belongs to another build, or to none that was proven or stated.

    Parameters
    ----------
    file
        The variant file, to be named in the message.

    Raises
    ------
    AssemblyMismatchError
        When the proof contradicts the reference.
    AssemblyUnprovenError
        When nothing proves the build and the user did not state it.
    """
    named = "The variant file" if file is None else f"{file}: the variant file"
    if proof.verdict is BuildVerdict.CONTRADICTED:
        raise AssemblyMismatchError(
            f"{named} does not belong to the reference ({proof.assembly}).",
            "Choose the reference FASTA of the build the variants were called on (GRCh37 or "
            "GRCh38); variants of any other build have to be lifted over first.",
            proof.evidence,
        )
    if proof.verdict is BuildVerdict.UNPROVEN and stated is None:
        reasons = [text for text in proof.evidence if not text.startswith(_NOTHING_PROVES)]
        raise AssemblyUnprovenError(
            f"{named} does not show which genome build it is of. {' '.join(reasons)}",
            "If you know the build the variants were called on, state it as the assembly, GRCh37 or "
            "GRCh38 (--assembly on the command line); the case will say that it is not proven.",
        )


def sample_records(
    source: VcfSource, reference: Reference, n_wanted: int = 200, n_most: int = 2_000_000
) -> tuple[VcfRecord, ...]:
    """Give records that can prove the build: single-base ones where the reference is known.

    Reads until `n_wanted` were found, at most `n_most` records. Genotypes are not read.

    Raises
    ------
    VcfFormatError
        Where the file is cut or damaged.
    """

    def is_known(chrom: str, pos: int) -> bool:
        return _place_tells(chrom, pos) and reference.fetch(chrom, pos - 1, pos) not in ("", "N")

    sites = source.sites(is_known, n_most)
    telling = (site for site in sites if _known_base(site, reference))
    return tuple(islice(telling, n_wanted))


def _place_tells(chrom: str, pos: int) -> bool:
    return chrom in CONTIGS and not (chrom == "chr1" and pos <= _UNTELLING_END)


def _known_base(record: VcfRecord, reference: Reference) -> str:
    """Reference base under a single-base substitution that can tell builds apart, else empty."""
    if len(record.ref) != 1 or record.ref == "N":
        return ""
    if not any(len(allele.alt) == 1 for allele in record.alleles):
        return ""
    if not _place_tells(record.chrom, record.pos):
        return ""
    base = reference.fetch(record.chrom, record.pos - 1, record.pos)
    return "" if base == "N" else base


def _compare_bases(sample: Sequence[VcfRecord], reference: Reference) -> _Bases:
    compared = matches = 0
    for record in sample:
        base = _known_base(record, reference)
        if base:
            compared += 1
            matches += base == record.ref
    return _Bases(compared, matches)


def _compare_lengths(header: VcfHeader, reference: Reference) -> _Lengths:
    declared = _declared(header)
    agreeing: list[str] = []
    disagreeing: list[str] = []
    for chrom, length in declared.items():
        expected = reference.length(chrom)
        if expected is not None:
            (agreeing if length == expected else disagreeing).append(chrom)
    return _Lengths(
        tuple(agreeing),
        tuple(disagreeing),
        len(declared),
        build_of_lengths(declared),
        builds_named(header),
    )


def _declared(header: VcfHeader) -> dict[str, int]:
    """Give the lengths of the primary contigs that the header tells."""
    declared = {
        canonical_chrom(name): length
        for name, length in header.contigs
        if length is not None and canonical_chrom(name) in CONTIGS
    }
    # The mitochondrion is the same in both builds, or UCSC's own in hg19: it proves nothing.
    declared.pop("chrM", None)
    return declared


def header_hints(header: VcfHeader) -> tuple[str, ...]:
    """Say what a header tells of the build, before any reference is at hand; no proof."""
    declared = _declared(header)
    if not declared:
        return ("The header gives no contig lengths.", *builds_named(header))
    build = build_of_lengths(declared) or "no build that is known here"
    return (f"Contig lengths in the header are those of {build}.", *builds_named(header))


def _length_sentences(lengths: _Lengths, assembly: Assembly) -> list[str]:
    if not lengths.declared:
        return ["The header gives no contig lengths.", *lengths.named]
    share = f"{len(lengths.agreeing)} of {lengths.declared}"
    sentences = [f"{share} contig lengths in the header agree with the reference ({assembly})."]
    if lengths.disagreeing:
        first = ", ".join(lengths.disagreeing[:3])
        sentences.append(f"Lengths DISAGREE for {first}.")
        if lengths.looks_like:
            sentences.append(f"They are those of {lengths.looks_like}.")
    return sentences


def _base_sentences(bases: _Bases, assembly: Assembly) -> list[str]:
    if not bases.compared:
        return ["No record could be compared with a known base of the reference."]
    sentence = (
        f"REF equals the reference ({assembly}) in {bases.matches} of {bases.compared} compared "
        f"records ({100 * bases.share:.0f} %)"
    )
    if bases.are_doubtful:
        return [f"{sentence}; in the right build almost all do, in a wrong one about 25 %."]
    if bases.compared < MIN_COMPARED:
        return [f"{sentence}; at least {MIN_COMPARED} are needed."]
    return [f"{sentence}."]


def _unknown_reference(reference: Reference) -> str:
    """Say that a reference with chromosomes of a genome is of no build that is known."""
    lengths = {} if reference.assembly() else primary_lengths(reference)
    if not lengths:
        return ""
    first = ", ".join(list(lengths)[:3])
    return (
        f"The lengths of {first} in the reference do not show which build it is: at least "
        f"{MIN_CONTIGS} chromosomes of GRCh37 or GRCh38 are needed."
    )


def _stated_against_reference(reference: Reference, stated: Assembly | None) -> str:
    found = reference.assembly()
    if stated is None or found is None or found is stated:
        return ""
    return f"The reference is {found} by its contig lengths, but {stated} was stated."
