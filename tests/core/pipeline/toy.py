"""A made-up world whose answers can be counted by hand: sequence, genes, variants and an engine.

The toy engine calls a base an acceptor (0.8) where TTTCAG ends before it and a donor (0.9) where
GTAAGT begins after it, on the strand of the gene; it sees nothing else.
"""

import random
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import Assembly
from core.job import Progress
from core.pipeline.spec import IntakeSpec
from models.engine import AttributionArrays, AttributionStep, EngineInfo
from models.sequence import reverse_complement
from models.splice.protocol import (
    Effect,
    SpliceProfile,
    SpliceRequest,
    allele_sequences,
    check_request,
    lay_on_reference,
    stranded,
)

Value = TypeVar("Value")

ACCEPTOR, DONOR = "TTTCAG", "GTAAGT"
LENGTH = 60_000
PLUS = ((20_000, 20_150), (21_000, 21_120), (23_000, 23_130), (24_000, 24_200))
MINUS = ((30_000, 30_200), (31_500, 31_620), (33_000, 33_150))
UNKNOWN = (26_000, 26_100)


def sequence() -> str:
    """60 kb without any motif but those at the exon edges; N in one place between the genes."""
    rng = random.Random(7)
    bases = [rng.choice("ACGT") for _ in range(LENGTH)]
    text = "".join(bases)
    for motif in (ACCEPTOR, DONOR):
        for form in (motif, reverse_complement(motif)):
            while form in text:
                text = text.replace(form, form[:-1] + ("A" if form[-1] != "A" else "C"))
    for (_, end), (start, _) in pairwise(PLUS):
        text = put(text, end, DONOR)
        text = put(text, start - len(ACCEPTOR), ACCEPTOR)
    for (_, end), (start, _) in pairwise(MINUS):
        text = put(text, end, reverse_complement(ACCEPTOR))
        text = put(text, start - len(DONOR), reverse_complement(DONOR))
    return put(text, UNKNOWN[0], "N" * (UNKNOWN[1] - UNKNOWN[0]))


def put(text: str, start: int, piece: str) -> str:
    return text[:start] + piece + text[start + len(piece) :]


def other(base: str) -> str:
    return {"A": "C", "C": "A", "G": "T", "T": "G", "N": "A"}[base]


@dataclass
class World:
    """Files of a toy case in a folder; records are added by place (1-based)."""

    folder: Path
    text: str = field(default_factory=sequence)
    records: list[str] = field(default_factory=list)
    samples: tuple[str, ...] = ("child", "father", "mother")
    contig_line: str = f"##contig=<ID=toy1,length={LENGTH}>"

    def __post_init__(self) -> None:
        self.reference = self.folder / "toy.fa"
        lines = [self.text[i : i + 80] for i in range(0, LENGTH, 80)]
        self.reference.write_text(">toy1\n" + "\n".join(lines) + "\n")
        self.genes = self.folder / "toy.genes.tsv"
        rows = [_gene_row("PLUSGENE", "+", PLUS), _gene_row("MINUSGENE", "-", MINUS)]
        header = "#NAME\tCHROM\tSTRAND\tTX_START\tTX_END\tEXON_START\tEXON_END"
        self.genes.write_text("\n".join([header, *rows]) + "\n")
        self.ped = self.folder / "toy.ped"
        self.ped.write_text(
            "fam\tfather\t0\t0\t1\t1\nfam\tmother\t0\t0\t2\t1\nfam\tchild\tfather\tmother\t1\t2\n"
        )

    def base(self, pos: int) -> str:
        return self.text[pos - 1]

    def add(
        self,
        pos: int,
        ref: str = "",
        alt: str = "",
        info: str = ".",
        calls: Sequence[str] = ("0/1", "0/0", "0/0"),
    ) -> str:
        """Add a record (by default a change of one base); gives how it is spelled."""
        ref = ref or self.base(pos)
        alt = alt or other(ref[0])
        columns = [f"{call}:30:99" for call in calls[: len(self.samples)]]
        fields = ["toy1", str(pos), ".", ref, alt, "50", "PASS", info]
        if self.samples:
            fields += ["GT:DP:GQ", *columns]
        self.records.append("\t".join(fields))
        return f"toy1-{pos}-{ref}-{alt}"

    def spec(self, **changes: object) -> IntakeSpec:
        """Write the variant file and say how it is read."""
        vcf = self.folder / "toy.vcf"
        columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]
        if self.samples:
            columns += ["FORMAT", *self.samples]
        header = [
            "##fileformat=VCFv4.2",
            self.contig_line,
            '##FILTER=<ID=PASS,Description="All filters passed">',
            '##INFO=<ID=gnomAD_AF,Number=A,Type=Float,Description="gnomAD allele frequency">',
            '##INFO=<ID=AF,Number=A,Type=Float,Description="Allele frequency in the call set">',
            '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
            '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
            '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">',
            "\t".join(columns),
        ]
        by_place = sorted(self.records, key=lambda line: int(line.split("\t")[1]))
        vcf.write_text("\n".join([*header, *by_place]) + "\n")
        settings: dict[str, object] = {
            "case": self.folder / "toy.intronaut",
            "vcf": vcf,
            "reference": self.reference,
            "genes": (self.genes,),
            "assembly": Assembly.ARTIFICIAL,
            "ped": self.ped if len(self.samples) == 3 else None,
        }
        return IntakeSpec(**{**settings, **changes})  # type: ignore[arg-type]


def _gene_row(name: str, strand: str, exons: Sequence[tuple[int, int]]) -> str:
    starts = "".join(f"{start}," for start, _ in exons)
    ends = "".join(f"{end}," for _, end in exons)
    return "\t".join([name, "toy1", strand, str(exons[0][0]), str(exons[-1][1]), starts, ends])


class ToyEngine:
    """Recognises two motifs; `fails_on` names ALT alleles it cannot bear."""

    def __init__(self, fails_on: Sequence[str] = (), breaks_after: int | None = None) -> None:
        self.info = EngineInfo(
            "toy", "Toy", "1", "0" * 64, "float32", context_length=10_000, device="cpu",
            max_distance=4_999,
        )  # fmt: skip
        self.asked: list[tuple[str, int]] = []
        self._fails_on = set(fails_on)
        self._breaks_after = breaks_after

    def break_now(self) -> None:
        """Answer nothing from here on."""
        self._breaks_after = len(self.asked)

    def score(
        self, requests: Sequence[SpliceRequest], *, distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        for index, request in reversed(list(enumerate(requests))):
            check_request(request, distance)
            if request.alt in self._fails_on or self._breaks_after == len(self.asked):
                raise RuntimeError(f"the toy cannot bear {request.alt}")
            self.asked.append((request.alt, distance))
            yield index, _profile(request, distance)

    def attribute(
        self,
        request: SpliceRequest,
        *,
        distance: int,
        effect: Effect | str,
        site_offset: int,
        method: str = "ism",
        flank: int = 100,
    ) -> Iterator[AttributionStep]:
        check_request(request, distance)
        self.asked.append((request.alt, distance))
        yield AttributionStep(1, 2)
        profile = _profile(request, distance)
        row = Effect(effect).site_row
        offsets = np.arange(-flank, flank + 1, dtype=np.int32)
        middle = len(request.window) // 2
        text = request.window[middle - flank : middle + flank + 1]
        zeros = np.zeros(len(offsets), dtype=np.float32)
        ism = np.zeros((4, len(offsets)), dtype=np.float32)
        arrays = tuple(
            AttributionArrays(
                allele, method, -flank, offsets, text, zeros, ism,
                float(found[row, distance + site_offset]), flank + site_offset,
            )
            for allele, found in (("ref", profile.ref), ("alt", profile.alt))
        )  # fmt: skip
        half = np.arange(len(offsets)) < len(offsets) // 2
        growing = (replace(arrays[0], done=half), replace(arrays[1], done=~half))
        yield AttributionStep(1, 2, growing)
        yield AttributionStep(2, 2, arrays)


class Blind(ToyEngine):
    """A toy that sees every site, and no change of any."""

    def score(
        self, requests: Sequence[SpliceRequest], *, distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        for index, profile in super().score(requests, distance=distance):
            yield index, SpliceProfile(distance, profile.ref, profile.ref)


def _profile(request: SpliceRequest, distance: int) -> SpliceProfile:
    ref, alt = (
        _sites(text, request.strand)[:, 5_000:-5_000]
        for text in allele_sequences(request, distance)
    )
    laid = lay_on_reference(alt, n_ref=len(request.ref), n_alt=len(request.alt), distance=distance)
    return SpliceProfile(distance, ref, laid)


def _sites(text: str, strand: str) -> NDArray[np.float32]:
    read = stranded(text, strand)
    found = np.zeros((2, len(read)), dtype=np.float32)
    found[0, [hit.end() for hit in re.finditer(ACCEPTOR, read) if hit.end() < len(read)]] = 0.8
    found[1, [hit.start() - 1 for hit in re.finditer(DONOR, read) if hit.start()]] = 0.9
    return np.ascontiguousarray(found if strand == "+" else found[:, ::-1])


def drive(steps: Generator[Progress, None, Value]) -> tuple[list[Progress], Value]:
    """Run a job in this process; gives its steps and its value."""
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value
