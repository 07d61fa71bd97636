"""Where the thresholds of resources/rules/predicted_elements.toml come from: shares above them.

`python -m tests.bench.predicted_elements --shared ../shared`; packs mpra-dragonn, bpnet-ctcf and
jaspar have to be installed. MPRA-DragoNN is scanned at promoters of MANE transcripts (250 bases on
either side of the first base; the highest value) and in their introns (2,000 bases away from any
first base; every base); BPNet at matches of CTCF motifs of JASPAR (highest value within 75 bases)
and in the same introns away from matches.
"""

import argparse
import random
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pysam
from numpy.typing import NDArray

from core.domain.transcript import Transcript
from core.interpret.position import introns
from core.sources.genes import load_genes
from core.sources.reference import Reference
from models.regulatory.jaspar import JasparEngine
from models.regulatory.scanning import Scanning
from models.runtime import load_regulatory_engine

HALF, AWAY, FLANK = 250, 2_000, 1_100
N_PROMOTERS, N_INTRONS, INTRON = 400, 150, 4_000
NEAR_HIT, BESIDE_HIT = 75, 500
P_VALUES = (1e-4, 1e-5, 1e-6, 1e-7, 1e-8)
SHARES = (50, 90, 95, 99, 99.5, 99.9)

Place = tuple[str, int, int]


def values(engine: Scanning, reference: Reference, place: Place) -> NDArray[np.float32]:
    """Scan a stretch with its surroundings."""
    chrom, start, end = place
    sequence = reference.fetch(chrom, start - FLANK, end + FLANK)
    found = engine.scan(sequence, FLANK, FLANK + end - start)
    return np.concatenate([one.values for one in found], axis=1)


def is_known(reference: Reference, place: Place) -> bool:
    """All bases are there, with their surroundings."""
    chrom, start, end = place
    sequence = reference.fetch(chrom, start - FLANK, end + FLANK)
    return len(sequence) == end - start + 2 * FLANK and set(sequence) <= set("ACGT")


def within_windows(data: Path) -> list[Transcript]:
    """Give the transcripts that lie in the windows of the shared reference."""
    rows = (data / "reference" / "GRCh38.windows.bed").read_text().splitlines()
    windows = [line.split("\t")[:3] for line in rows]
    found: dict[str, Transcript] = {}
    with (
        pysam.TabixFile(str(data / "genes" / "MANE.GRCh38.gff3.gz")) as file,
        tempfile.NamedTemporaryFile("w", suffix=".gff3") as part,
    ):
        lines = {
            line: None for chrom, a, b in windows for line in file.fetch(chrom, int(a), int(b))
        }
        part.write("##gff-version 3\n" + "\n".join(lines) + "\n")
        part.flush()
        for one in load_genes(Path(part.name)).transcripts:
            spans = ((int(a), int(b)) for chrom, a, b in windows if chrom == one.chrom)
            if any(a <= one.start and one.end <= b for a, b in spans):
                found[one.transcript_id] = one
    return list(found.values())


def starts(transcripts: list[Transcript]) -> dict[str, NDArray[np.int64]]:
    """First bases of all transcripts by contig."""
    found: dict[str, list[int]] = {}
    for one in transcripts:
        found.setdefault(one.chrom, []).append(one.start if one.strand == "+" else one.end - 1)
    return {chrom: np.sort(at) for chrom, at in found.items()}


def intron_places(transcripts: list[Transcript], reference: Reference) -> Iterator[Place]:
    """One stretch inside an intron of each transcript, away from where transcripts begin."""
    first = starts(transcripts)
    for one in transcripts:
        for start, end, _ in introns(one):
            middle = (start + end) // 2
            place = one.chrom, middle - INTRON // 2, middle + INTRON // 2
            is_far = np.abs(first[one.chrom] - middle).min() > AWAY + INTRON
            if end - start > INTRON + 400 and is_far and is_known(reference, place):
                yield place
                break


def tell_dragonn(reference: Reference, promoters: list[Place], inside: list[Place]) -> None:
    """Print shares of promoters and of intron bases above values."""
    engine = load_regulatory_engine("mpra-dragonn")
    assert isinstance(engine, Scanning)
    at_promoters = np.stack([values(engine, reference, one).max(axis=1) for one in promoters])
    in_introns = np.concatenate([values(engine, reference, one) for one in inside], axis=1)
    print(f"{len(promoters)} promoters, {in_introns.shape[1]:,} bases of introns")
    for number, track in enumerate(engine.scan_tracks):
        for share in SHARES:
            limit = np.percentile(in_introns[number], share)
            above = (at_promoters[:, number] >= limit).mean()
            print(
                f"{track.name}\t{share}% of intron bases below {limit:.2f}\tpromoters {above:.1%}"
            )


def tell_ctcf(reference: Reference, inside: list[Place]) -> None:
    """Print shares of motif matches and of bases beside them above values."""
    engine = load_regulatory_engine("bpnet-ctcf")
    assert isinstance(engine, Scanning)
    jaspar = JasparEngine.load()
    motifs = [n for n, one in enumerate(jaspar.motifs) if one.factor == "CTCF"]
    print("motifs", [jaspar.motifs[n].matrix_id for n in motifs])
    highest: list[tuple[float, float]] = []
    beside: list[NDArray[np.float32]] = []
    for place in inside:
        found = values(engine, reference, place)[0]
        is_beside = np.ones(len(found), np.bool_)
        for hit in jaspar.hits(reference.fetch(*place), P_VALUES[0], motifs):
            middle = (hit.start + hit.end) // 2
            near = found[max(middle - NEAR_HIT, 0) : middle + NEAR_HIT]
            highest.append((hit.p, float(near.max())))
            is_beside[max(middle - BESIDE_HIT, 0) : middle + BESIDE_HIT] = False
        beside.append(found[is_beside])
    away = np.concatenate(beside)
    hits = np.array(highest)
    print(f"{len(away):,} bases away from matches")
    for limit in (0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5):
        told = [
            f"p<={p:g}: {(hits[hits[:, 0] <= p, 1] >= limit).mean():.1%}"
            f" of {(hits[:, 0] <= p).sum()}"
            for p in P_VALUES
        ]
        print(f"CTCF {limit}\tbases away {(away >= limit).mean():.3%}\t{told}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, required=True)
    parser.add_argument("--engine", choices=("mpra-dragonn", "bpnet-ctcf"), action="append")
    wanted = parser.parse_args()
    data = wanted.shared / "data"
    transcripts = within_windows(data)
    with Reference(data / "reference" / "GRCh38.fa.gz") as reference:
        chance = random.Random(1)
        chance.shuffle(transcripts)
        first = [
            (one.chrom, one.start if one.strand == "+" else one.end - 1) for one in transcripts
        ]
        around = [(chrom, at - HALF, at + HALF) for chrom, at in first]
        known = (one for one in around if is_known(reference, one))
        promoters = list(islice(known, N_PROMOTERS))
        inside = list(islice(intron_places(transcripts, reference), N_INTRONS))
        chosen = wanted.engine or ("mpra-dragonn", "bpnet-ctcf")
        if "mpra-dragonn" in chosen:
            tell_dragonn(reference, promoters, inside)
        if "bpnet-ctcf" in chosen:
            tell_ctcf(reference, inside)


if __name__ == "__main__":
    main()
