"""Which attribution agrees with in-silico mutagenesis, and how fast mutagenesis is.

    python tests/bench/bench_attribution.py [--shared ../shared] [--sites 20]

Real sites: the SNVs and indels of the golden file with a delta of at least 0.2, at most three of
one gene, the strongest effect of each; 201 bases in REF and in ALT, five networks. Prints, over all
alleles and over those in which the site exists (probability at least 0.1), the median of Pearson's
and of Spearman's correlation with the contributions by mutagenesis, and for the first site the
time mutagenesis takes against one forward pass per mutant, in turn. A measurement, not a test.
"""

import argparse
import csv
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pysam
import torch
from numpy.typing import NDArray
from rescale import deeplift

from models import packs
from models.attribution import (
    BaseEffects,
    Target,
    gradient_x_input,
    in_silico_mutagenesis,
    integrated_gradients,
)
from models.cone import DilatedNetwork, as_input, evaluate
from models.device import usable_cores
from models.sequence import BASES, one_hot
from models.splice.layout import allele_layouts
from models.splice.protocol import CONTEXT_LENGTH, Effect, SpliceRequest
from models.splice.spliceai import SpliceAiEngine
from models.splice.streams import Streams

DISTANCE = 50
FLANK = 100
CHANGED_FROM = 0.2
EXISTS_FROM = 0.1
PER_GENE = 3


@dataclass(frozen=True)
class Site:
    """One effect of one allele in one gene, as the golden file has it."""

    chrom: str
    pos: int
    ref: str
    alt: str
    symbol: str
    effect: Effect
    offset: int


def golden_sites(path: Path) -> list[Site]:
    """Give the sites that change, in the order of the file."""
    found: dict[tuple[str, ...], Site] = {}
    of_gene: Counter[str] = Counter()
    with path.open(newline="") as handle:
        for row in csv.DictReader(handle, delimiter="\t"):
            key = (row["chrom"], row["pos"], row["ref"], row["alt"])
            _, symbol, *values = row["spliceai"].split(",")[0].split("|")
            if row["distance"] != str(DISTANCE) or row["mask"] != "0" or "." in values:
                continue
            deltas = [float(value) for value in values[:4]]
            largest = int(np.argmax(deltas))
            if key in found or deltas[largest] < CHANGED_FROM or of_gene[symbol] >= PER_GENE:
                continue
            of_gene[symbol] += 1
            place = (row["chrom"], int(row["pos"]), row["ref"], row["alt"], symbol)
            found[key] = Site(*place, list(Effect)[largest], int(values[4 + largest]))
    return list(found.values())


def targets(site: Site, fasta: pysam.FastaFile) -> Iterator[tuple[str, Target, list[int]]]:
    """Yield allele, target and columns of REF and of ALT; an allele without the site has none."""
    with packs.gene_table_path("spliceai", "GRCh38").open(newline="") as handle:
        rows = csv.DictReader(handle, delimiter="\t")
        gene = next(row for row in rows if row["#NAME"] == site.symbol)
    flank = CONTEXT_LENGTH // 2 + DISTANCE
    window = fasta.fetch(site.chrom, site.pos - 1 - flank, site.pos + flank).upper()
    first, last = int(gene["TX_START"]) + 1 - site.pos, int(gene["TX_END"]) - site.pos
    request = SpliceRequest(window, site.ref, site.alt, gene["STRAND"], first, last)
    layouts = allele_layouts(request, distance=DISTANCE, site_offset=site.offset, flank=FLANK)
    for layout in layouts:
        for place in layout.sites[:1]:
            target = Target(layout.context_of(place, CONTEXT_LENGTH), 1 + site.effect.site_row)
            yield layout.allele, target, layout.columns_in_context(place, CONTEXT_LENGTH)


def correlations(found: BaseEffects, truth: BaseEffects) -> tuple[float, float]:
    """Give Pearson's and Spearman's correlation of two attributions."""

    def ranks(values: NDArray[np.float32]) -> NDArray[np.int64]:
        return np.argsort(np.argsort(values))

    pair = found.contribution, truth.contribution
    plain = np.corrcoef(*pair)[0, 1]
    ranked = np.corrcoef(*(ranks(values) for values in pair))[0, 1]
    return float(plain), float(ranked)


def seconds(work: Callable[[], object]) -> float:
    """Give how long something took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Bench:
    """Networks, streams, and what is measured with them."""

    def __init__(self, networks: tuple[DilatedNetwork, ...], streams: Streams) -> None:
        self.networks, self.streams = networks, streams

    def agreement(self, target: Target, columns: list[int]) -> dict[str, tuple[float, float]]:
        """Give the correlations of each method with mutagenesis, and print the residuals."""
        asked = self.networks, target, columns, self.streams.map
        *_, truth = in_silico_mutagenesis(*asked)
        *_, integrated = integrated_gradients(*asked)
        found = {
            "gradient x input": gradient_x_input(*asked),
            "integrated gradients": integrated,
            "DeepLIFT, rescale rule": deeplift(*asked),
        }
        told = {name: correlations(effects, truth) for name, effects in found.items()}
        words = "  ".join(f"{plain:.2f} {ranked:.2f}" for plain, ranked in told.values())
        print(
            f"  p {truth.probability:.3f}  {words}  residual {integrated.residual:.4f}", flush=True
        )
        return {"p": (truth.probability, 0.0), **told}

    def first_picture(self, target: Target, columns: list[int]) -> float:
        """Give the time until mutagenesis has its first columns."""
        steps = in_silico_mutagenesis(self.networks, target, columns, self.streams.map)
        return seconds(lambda: next(steps))

    def mutagenesis(self, target: Target, columns: list[int]) -> float:
        """Give the time of mutagenesis as the program does it."""
        asked = self.networks, target, columns, self.streams.map
        return seconds(lambda: list(in_silico_mutagenesis(*asked)))

    def forward_passes(self, target: Target, columns: list[int]) -> float:
        """Give the time of one valid forward pass, outputs for one base, per mutant."""
        mutants = [
            target.sequence[:column] + base + target.sequence[column + 1 :]
            for column in columns
            for base in BASES
            if base != target.sequence[column]
        ]

        def evaluate_all(number: int) -> NDArray[np.float32]:
            network = self.networks[number]
            logits = [evaluate(network, _input(mutant), 1) for mutant in mutants]
            return torch.cat(logits).numpy()

        return seconds(lambda: self.streams.map(evaluate_all, range(len(self.networks))))


def _input(sequence: str) -> torch.Tensor:
    return as_input(one_hot(sequence)[None], torch.device("cpu"))


def table(found: list[dict[str, tuple[float, float]]]) -> str:
    """Give the agreement as a Markdown table."""
    existing = [one for one in found if one["p"][0] >= EXISTS_FROM]
    lines = [
        (
            f"| method | Pearson, {len(found)} alleles | Spearman | better than gradient x input |"
            f" Pearson, {len(existing)} with the site | Spearman |"
        ),
        "|---|---|---|---|---|---|",
    ]
    for name in [name for name in found[0] if name != "p"]:
        cells = [_median(found, name, 0), _median(found, name, 1), _wins(found, name)]
        cells += [_median(existing, name, 0), _median(existing, name, 1)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _median(found: list[dict[str, tuple[float, float]]], name: str, which: int) -> str:
    return f"{statistics.median(one[name][which] for one in found):.2f}"


def _wins(found: list[dict[str, tuple[float, float]]], name: str) -> str:
    """Say in how many alleles a method is the better one, by either correlation."""
    base = "gradient x input"
    counts = [sum(one[name][which] > one[base][which] for one in found) for which in (0, 1)]
    return "" if name == base else f"{counts[0]} and {counts[1]} of {len(found)}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    here = Path(__file__).resolve().parents[2].parent / "shared"
    parser.add_argument("--shared", type=Path, default=here, help="folder of the test material")
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--threads", type=int, default=usable_cores())
    asked = parser.parse_args()
    data = asked.shared / "data"
    sites = golden_sites(data / "golden" / "spliceai.GRCh38.tsv")[: asked.sites]
    networks = SpliceAiEngine.load(device="cpu")._ensemble.networks
    found = []
    with (
        pysam.FastaFile(str(data / "reference" / "GRCh38.fa.gz")) as fasta,
        Streams(asked.threads) as streams,
    ):
        bench = Bench(networks, streams)
        _, target, columns = next(targets(sites[0], fasta))
        bench.mutagenesis(target, columns)
        picture = bench.first_picture(target, columns)
        ours = [bench.mutagenesis(target, columns) for _ in range(2)]
        naive = bench.forward_passes(target, columns)
        ours.append(bench.mutagenesis(target, columns))
        quick = statistics.median(ours)
        print(
            f"{len(columns)} bases x 3 x {len(networks)} networks, {asked.threads} threads: first "
            f"columns {picture:.2f} s, all {quick:.2f} s, one forward pass per mutant "
            f"{naive:.2f} s: {naive / quick:.1f} times",
            flush=True,
        )
        for site in sites:
            print(
                f"{site.symbol} {site.chrom}-{site.pos}-{site.ref}-{site.alt} {site.effect.value}"
            )
            found += [
                bench.agreement(target, columns) for _, target, columns in targets(site, fasta)
            ]
    print(table(found))


if __name__ == "__main__":
    main()
