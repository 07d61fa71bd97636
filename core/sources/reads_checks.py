"""Why a file of reads is refused, before and while it is opened."""

import gzip
import zlib
from collections.abc import Mapping
from pathlib import Path

from core.domain.assembly import CONTIGS, canonical_chrom
from core.domain.rna import ReadsKind
from core.errors import AssemblyMismatchError, InputFileError
from core.sources.known_builds import build_of_lengths
from core.sources.reference import Reference

_BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
_CRAM_ENDS = (
    bytes.fromhex("0f000000ffffffff0fe0454f4600000000010005bdd94f0001000606010001000100ee63014b"),
    bytes.fromhex("0b000000ffffffff0fe0454f460000000001000001000606010001000100"),
)
"""What a whole file ends with: SAM specification 4.1.2; CRAM specification 3.x and 2.1, section 9."""

_INDEXES = {ReadsKind.BAM: (".bai", ".csi"), ReadsKind.CRAM: (".crai",)}
_TOLD_CONTIGS = 3
_RNA = "Choose the BAM or CRAM file of the patient's aligned RNA reads."


def kind_of(path: Path) -> ReadsKind:
    """Tell BAM from CRAM by their first bytes.

    Raises
    ------
    InputFileError
        If the file is missing or is neither.
    """
    if not path.is_file():
        raise InputFileError(path, "there is no such file.", _RNA)
    if not path.stat().st_size:
        raise InputFileError(path, "the file is empty.", _RNA)
    start = _start(path)
    if start.startswith(b"CRAM"):
        return ReadsKind.CRAM
    if start.startswith(b"BAM\x01"):
        return ReadsKind.BAM
    if start.startswith((b"@HD\t", b"@SQ\t")):
        raise InputFileError(
            path,
            "this is a SAM file: text, in which nothing can be looked up.",
            f"Run: samtools sort -o reads.bam {path} && samtools index reads.bam",
        )
    raise InputFileError(path, f"this is no file of aligned reads{_what_else(start)}.", _RNA)


def demand_whole(path: Path, kind: ReadsKind) -> None:
    """Refuse a file that does not end as a whole one does."""
    ends = (_BGZF_END,) if kind is ReadsKind.BAM else _CRAM_ENDS
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - max(map(len, ends))))
        tail = file.read()
    if not tail.endswith(ends):
        raise InputFileError(
            path,
            f"the file is cut: the end mark of {kind} is missing.",
            "Copy it again from where it came from, or align the reads anew.",
        )


def demand_index(path: Path, kind: ReadsKind) -> None:
    """Refuse a file without index beside it."""
    beside = [Path(f"{path}{ending}") for ending in _INDEXES[kind]]
    beside += [path.with_suffix(ending) for ending in _INDEXES[kind]]
    if not any(index.is_file() for index in beside):
        raise InputFileError(
            path,
            f"its index ({' or '.join(_INDEXES[kind])}) is not beside it.",
            f"Run: samtools index {path}",
        )


def demand_same_build(path: Path, lengths: Mapping[str, int], reference: Reference) -> None:
    """Refuse reads that were aligned to other contigs than those of the reference.

    Raises
    ------
    AssemblyMismatchError
        Naming the contigs that differ.
    """
    ours = {canonical_chrom(name): length for name, length in lengths.items()}
    shared = [chrom for chrom in ours if reference.length(chrom) is not None]
    differing = [chrom for chrom in shared if reference.length(chrom) != ours[chrom]]
    # UCSC hg19 has another mitochondrion than GRCh37; the nuclear genome is the same.
    differing = [chrom for chrom in differing if chrom != "chrM"]
    primary = [chrom for chrom in differing if chrom in CONTIGS] or differing
    if shared and not primary:
        return
    evidence = [
        f"{chrom} has {ours[chrom]:,} bases in the file and {reference.length(chrom):,} in the "
        "reference."
        for chrom in primary[:_TOLD_CONTIGS]
    ]
    if not shared:
        evidence = [f"None of its {len(ours)} contigs is in the reference {reference.path}."]
    looks_like = build_of_lengths({chrom: ours[chrom] for chrom in ours if chrom in CONTIGS})
    cause = f"{path}: the reads were aligned to another genome build than that of the case"
    cause += f" (they look like {looks_like})." if looks_like else "."
    raise AssemblyMismatchError(
        cause,
        "Align the reads to the genome build of the case, or make the case anew in theirs.",
        tuple(evidence),
    )


def not_decoded(path: Path, kind: ReadsKind, reference: Reference, detail: str) -> InputFileError:
    """Give the problem of reads that cannot be read where they are needed."""
    if kind is ReadsKind.CRAM:
        return InputFileError(
            path,
            f"cannot be decoded with {reference.path} ({detail}): it was written with another "
            "sequence, names its contigs otherwise, or is damaged. No sequence is ever fetched "
            "from elsewhere.",
            "Make it a BAM file with the reference it was written with: samtools view -b -T "
            "THAT.fa, then samtools index.",
        )
    return InputFileError(
        path, f"cannot be read ({detail}).", "Copy it again from where it came from."
    )


def _start(path: Path) -> bytes:
    """Give the first bytes, of a compressed file those it unpacks to."""
    with path.open("rb") as file:
        start = file.read(4)
    if not start.startswith(b"\x1f\x8b"):
        return start
    try:
        with gzip.open(path, "rb") as unpacked:
            return unpacked.read(16)
    except (OSError, EOFError, zlib.error):
        return start


def _what_else(start: bytes) -> str:
    names = {b"##fi": "variant file", b">": "FASTA file", b"@": "FASTQ file", b"BCF": "BCF file"}
    found = (name for mark, name in names.items() if start.startswith(mark))
    name = next(found, "")
    return f": it looks like a {name}" if name else ""
