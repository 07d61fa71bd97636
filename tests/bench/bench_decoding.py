"""Processor time of decoding a page, cells read together or one by one, and of loading columns.

    python tests/bench/bench_decoding.py GENOME.vcf.gz [--case GENOME.intronaut] [--shared ../shared]

Decodes the first pages of a trio file as they are, and again with one depth replaced by a dot in
every record, which sends every record the longer way; in turn, medians. With a case of the genome it
also times the first loading of its filter columns. A measurement, not a test.
"""

import argparse
import gc
import re
import statistics
import time
from dataclasses import replace
from itertools import islice
from pathlib import Path

from core.domain.assembly import Assembly
from core.interpret.gate_rules import load_gate_rules
from core.interpret.position_arrays import PlacedGenes
from core.pipeline.decoding import DecodingPlan, FilePlan, PageDecoder
from core.sources.genes import load_genes
from core.sources.vcf import VcfSource
from core.sources.vcf_pages import LinePage
from core.store.case_store import CaseStore

PAGES = 12
DEPTH = re.compile(rb"(:\d+,\d+:)\d+(:\d+)$")


def without_a_depth(page: LinePage) -> LinePage:
    """Give the page with the depth of the last sample missing in each record."""
    return replace(page, lines=[DEPTH.sub(rb"\1.\2", line) for line in page.lines])


def microseconds(decoder: PageDecoder, pages: list[LinePage]) -> float:
    """Give processor time per record."""
    start = time.process_time()
    for page in pages:
        decoder.decode(page)
    return 1e6 * (time.process_time() - start) / sum(len(page.lines) for page in pages)


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("vcf", type=Path)
    parser.add_argument("--case", type=Path)
    here = Path(__file__).resolve().parents[2].parent / "shared"
    parser.add_argument("--shared", type=Path, default=here, help="folder of the test material")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    data = asked.shared / "data"
    source = VcfSource(asked.vcf)
    people = tuple(range(len(source.header.samples)))
    plan = DecodingPlan(
        files=(FilePlan(source.header, "gnomAD_AF", source.header.samples, people),),
        n_people=len(people),
        reference=data / "reference/GRCh38.fa.gz",
        assembly=Assembly.GRCH38,
        genes=PlacedGenes(load_genes(data / "genes/MANE.GRCh38.gff3.gz").transcripts),
        rules=load_gate_rules(),
        patient=0,
        by_frequency=True,
    )
    pages = list(islice(source.pages(), PAGES))
    other = [without_a_depth(page) for page in pages]
    decoder = PageDecoder(plan)
    gc.disable()
    microseconds(decoder, pages[:2])
    found = [
        (microseconds(decoder, pages), microseconds(decoder, other)) for _ in range(asked.rounds)
    ]
    together, alone = (statistics.median(one) for one in zip(*found, strict=True))
    print(f"together {together:.1f}, one by one {alone:.1f} microseconds a record")
    if asked.case is not None:
        with CaseStore.open(asked.case) as store:
            start = time.perf_counter()
            columns = store.columns()
            print(f"{len(columns):,} variants: columns in {time.perf_counter() - start:.2f} s")


if __name__ == "__main__":
    main()
