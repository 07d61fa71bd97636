"""Measures the engines and writes the tables of docs/validation.md; goes on where it stopped.

`python -m tests.science.validation.run --shared ../shared --out DIR`; the packs spliceai,
openspliceai, pangolin and mmsplice have to be installed. Scores are kept in DIR.
"""

from pathlib import Path

import click

from core.sources.genes import load_genes
from tests.science.validation.alleles import Genome, published_deltas, truth_rows
from tests.science.validation.collection import collect, comparison_tasks, screening_tasks
from tests.science.validation.exons import score_exons
from tests.science.validation.measured import Measured
from tests.science.validation.page import write_page
from tests.science.validation.scoring import ScoreFile, score_tasks, splice_engine

SITE_ENGINES = ("spliceai", "openspliceai", "pangolin")
EXON_ENGINE = "mmsplice"


@click.command()
@click.option("--shared", type=click.Path(path_type=Path, exists=True), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--engine", "engines", multiple=True, default=(*SITE_ENGINES, EXON_ENGINE))
@click.option("--device", default="cpu", show_default=True)
@click.option("--threads", default=1, show_default=True)
@click.option("--page", type=click.Path(path_type=Path, exists=True), help="Write the tables here.")
def main(
    shared: Path, out: Path, engines: tuple[str, ...], device: str, threads: int, page: Path | None
) -> None:
    """Score, compare and write."""
    out.mkdir(parents=True, exist_ok=True)
    genes = load_genes(shared / "data" / "genes" / "MANE.GRCh38.gff3.gz")
    genome = Genome(shared, genes.transcripts)
    found = collect(genome, truth_rows(shared, genome.reference))
    files: dict[str, ScoreFile] = {}
    for engine_id in engines:
        scores = ScoreFile(out / f"{engine_id}.tsv")
        tasks = comparison_tasks(found)
        if engine_id == EXON_ENGINE:
            steps = score_exons(engine_id, [task.allele for task in tasks], genome, scores)
        else:
            if engine_id == "spliceai":
                tasks += screening_tasks(found)
            tasks = list(dict.fromkeys(tasks))
            engine = splice_engine(engine_id, threads, device)
            steps = score_tasks(engine, tasks, genome, scores)
        files[engine_id] = scores
        for done in steps:
            click.echo(f"{engine_id}: {done} of {len(tasks)}", err=True)
    if page is not None:
        write_page(page, Measured(genome, found, published_deltas(shared), files))


if __name__ == "__main__":
    main()
