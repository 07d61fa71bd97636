"""The toy world with the hand-made coding gene of the outcome tests in it, in two transcripts."""

from pathlib import Path

from tests.core.interpret.outcomes.toy_gene import EXONS, SEQUENCE
from tests.core.pipeline.toy import World, put, sequence

OFFSET = 40_000
"""0-based place of the first base of the gene's own sequence."""

SHORT = (*EXONS[:2], EXONS[4])
"""Exons of NM_8.1, which has neither exon 3 nor exon 4: 153 bases less, and the same frame."""

DONOR_2 = OFFSET + EXONS[1][1] + 1
"""1-based place of the first base of intron 2."""


def coding_world(folder: Path, *, unknown: int | None = None) -> World:
    """Give a world whose gene models tell the coding gene; at `unknown` (1-based) an N stands."""
    text = put(sequence(), OFFSET, SEQUENCE)
    world = World(folder, text=text if unknown is None else put(text, unknown - 1, "N"))
    lines = ["##gff-version 3", _gene("TOY1", EXONS)]
    lines += _transcript("NM_7.1", EXONS, 330, 3703)
    lines += _transcript("NM_8.1", SHORT, 330, 3703)
    world.genes = folder / "coding.gff3"
    world.genes.write_text("\n".join(lines) + "\n")
    return world


def _line(kind: str, start: int, end: int, fields: str, phase: str = ".") -> str:
    place = f"{OFFSET + start + 1}\t{OFFSET + end}"
    return f"toy1\ttoy\t{kind}\t{place}\t.\t+\t{phase}\t{fields}"


def _gene(symbol: str, exons: tuple[tuple[int, int], ...]) -> str:
    return _line("gene", exons[0][0], exons[-1][1], f"ID=gene-1;gene={symbol};gene_id={symbol}")


def _transcript(
    name: str, exons: tuple[tuple[int, int], ...], cds_start: int, cds_end: int
) -> list[str]:
    tag = ";tag=MANE Select" if name == "NM_7.1" else ""
    about = f"ID={name};Parent=gene-1;transcript_id={name};gene=TOY1{tag}"
    lines = [_line("mRNA", exons[0][0], exons[-1][1], about)]
    n_read = 0
    for number, (start, end) in enumerate(exons, start=1):
        lines.append(_line("exon", start, end, f"ID={name}-{number};Parent={name}"))
        first, last = max(start, cds_start), min(end, cds_end)
        phase = str(-n_read % 3)
        lines.append(_line("CDS", first, last, f"ID=cds-{name};Parent={name}", phase))
        n_read += last - first
    return lines
