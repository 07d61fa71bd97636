"""The toy world with a protein: the gene on the plus strand codes for 156 amino acids."""

import random
from pathlib import Path

from core.domain.transcript import Transcript
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from models.engine import EngineInfo
from tests.core.pipeline.toy import ACCEPTOR, DONOR, PLUS, ToyEngine, World, drive, put, sequence

NAME = "NM_1.1"
CODING = (20_030, 24_101)
"""0-based half-open: 120, 120, 130 and 101 bases of the four exons, 157 codons with the stop."""

_CODONS = ("GCC", "CTG", "AAG", "GAG", "ATC", "GGC", "ACC", "TTC")


class Calibrated(ToyEngine):
    """The toy under the name of the engine whose cut-offs are published."""

    def __init__(self) -> None:
        super().__init__()
        self.info = EngineInfo(
            "spliceai", "SpliceAI", "1.3.1", "1" * 64, "float32", context_length=10_000,
            device="cpu", max_distance=4_999,
        )  # fmt: skip


def pieces() -> list[tuple[int, int]]:
    """The coding parts of the exons, genome order."""
    clipped = [(max(start, CODING[0]), min(end, CODING[1])) for start, end in PLUS]
    return [(start, end) for start, end in clipped if start < end]


def coding_text(codons: dict[int, str] | None = None) -> str:
    """The toy's sequence with a reading frame; `codons` replaces some of its codons (1-based)."""
    rng = random.Random(3)
    chosen = ["ATG", *(rng.choice(_CODONS) for _ in range(155)), "TAA"]
    for number, codon in (codons or {}).items():
        chosen[number - 1] = codon
    rna, text = "".join(chosen), sequence()
    for start, end in pieces():
        text, rna = put(text, start, rna[: end - start]), rna[end - start :]
    assert not rna
    assert all(text.count(motif) == sequence().count(motif) for motif in (ACCEPTOR, DONOR))
    return text


def codon_pos(number: int) -> int:
    """1-based place of the first base of a codon (1-based), which must not be split."""
    left = 3 * (number - 1)
    for start, end in pieces():
        if left < end - start:
            return start + left + 1
        left -= end - start
    raise IndexError(number)


def write_models(folder: Path, name: str = NAME) -> Path:
    """Gene models of the one coding transcript, MANE Select."""
    lines, n_before = ["##gff-version 3"], 0
    ends = PLUS[0][0] + 1, PLUS[-1][1]
    lines.append(_line("gene", ends, ".", "ID=g1;Name=PLUSGENE;gene=PLUSGENE"))
    about = f"ID=t1;Parent=g1;Name={name};transcript_id={name};gene=PLUSGENE;tag=MANE Select"
    lines.append(_line("mRNA", ends, ".", about))
    lines += [_line("exon", (start + 1, end), ".", "Parent=t1") for start, end in PLUS]
    for start, end in pieces():
        lines.append(_line("CDS", (start + 1, end), str(-n_before % 3), "Parent=t1"))
        n_before += end - start
    path = folder / "MANE.toy.gff3"
    path.write_text("\n".join(lines) + "\n")
    return path


def transcript(**changes: object) -> Transcript:
    fields: dict[str, object] = {
        "transcript_id": NAME, "gene_symbol": "PLUSGENE", "gene_id": "g1", "chrom": "toy1",
        "strand": "+", "start": PLUS[0][0], "end": PLUS[-1][1], "exons": PLUS,
        "cds_start": CODING[0], "cds_end": CODING[1],
    }  # fmt: skip
    return Transcript(**{**fields, **changes})  # type: ignore[arg-type]


def scored_case(world: World) -> Path:
    """Read and score the records of a world by the calibrated toy; gives the case."""
    spec = world.spec(genes=(write_models(world.folder),))
    drive(read_case(spec))
    drive(score_case(spec.case, engine=Calibrated()))
    return spec.case


def _line(kind: str, ends: tuple[int, int], phase: str, about: str) -> str:
    return f"toy1\ttoy\t{kind}\t{ends[0]}\t{ends[1]}\t.\t+\t{phase}\t{about}"
