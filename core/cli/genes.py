"""Commands on what is known about genes."""

from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.program import PathArgument, cli, run_job, tell
from core.domain.gene_knowledge import GeneSourceKind
from core.errors import UsageError
from core.genes import KnownGenes
from core.pipeline.gene_sources import kept_gene_sources, remove_gene_source
from core.pipeline.spec import KeptSource
from core.report.genes import gene_report
from core.session import CaseReader
from core.worker import JobSpec


@cli.group("genes")
def genes_group() -> None:
    """Published files on genes and diseases kept on this computer."""


@genes_group.command("list")
def genes_list() -> None:
    """Show every kind: what is installed, its version, entries, licence and SHA-256."""
    for one in kept_gene_sources():
        click.echo("\t".join(_line(one)))


@genes_group.command("add")
@click.argument("files", type=PathArgument, nargs=-1, required=True)
def genes_add(files: tuple[Path, ...]) -> None:
    """Keep files as published; the header of each tells which kind it is.

    GenCC submissions, ClinGen gene-disease validity and dosage, HPO genes_to_disease.txt and
    phenotype.hpoa, gnomAD constraint, HGNC complete set. New cases take what is kept; an older
    one takes it with `case genes CASE --update`.
    """
    job = JobSpec("core.pipeline.gene_sources:add_gene_sources", {"paths": files}, "Reading")
    click.echo(run_job(job))


@genes_group.command("remove")
@click.argument("kind", type=click.Choice([kind.value for kind in GeneSourceKind]))
def genes_remove(kind: str) -> None:
    """Forget a kind on this computer; cases keep what they took."""
    remove_gene_source(GeneSourceKind(kind))


@case_group.command("genes")
@click.argument("case", type=PathArgument)
@click.argument("symbols", nargs=-1)
@click.option("--update", is_flag=True, help="Take again what is kept on this computer.")
def case_genes(case: Path, symbols: tuple[str, ...], *, update: bool) -> None:
    """Tell what sources and panels of a case say about genes; without genes, its sources."""
    if update:
        arguments = {"case": case}
        job = JobSpec("core.pipeline.gene_sources:update_gene_sources", arguments, "Updating")
        run_job(job)
    with CaseReader(case) as reader:
        sources = reader.store.gene_sources.all()
        genes, known = KnownGenes(reader.store), reader.store.gene_symbols()
        if unknown := [symbol for symbol in symbols if symbol not in known]:
            raise UsageError(
                f"{unknown[0]} is no gene of the gene models of this case.",
                "Write the symbol as the gene models have it.",
            )
        for report in (gene_report(genes.of(symbol)) for symbol in symbols):
            for row in report.rows:
                click.echo("\t".join((report.gene_symbol, row.source, row.said, row.by)))
            for remark in report.remarks:
                tell(f"{report.gene_symbol}: {remark}")
    for source in () if symbols else sources:
        click.echo("\t".join((source.kind, source.edition, source.file_name, source.digest)))
    if not sources:
        tell("The case took no source on genes. `intronaut genes list` tells what is installed.")


def _line(one: KeptSource) -> tuple[str, ...]:
    if one.problem:
        return one.kind, one.title, one.problem
    if one.source is None:
        return one.kind, one.title, f"not installed; published as {one.published_as}"
    source = one.source
    return one.kind, source.edition, f"{one.n_entries:,}", source.licence, source.digest
