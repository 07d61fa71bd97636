"""`case sequences`: mRNA and protein of the transcripts of a variant, normal and predicted."""

from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.program import OutFile, PathArgument, tell
from core.report.export import write_text
from core.report.sequences import variant_fasta
from core.session import CaseReader


@case_group.command("sequences")
@click.argument("case", type=PathArgument)
@click.argument("variant")
@click.option("-o", "--out", type=OutFile, help="FASTA to write instead of showing it.")
def case_sequences(case: Path, variant: str, out: Path | None) -> None:
    """Give normal and predicted transcripts of a variant and their proteins as FASTA.

    mRNA stands in DNA letters. Headers name gene, transcript, outcome, HGVS and predicted share.
    """
    with CaseReader(case) as reader:
        variant_id, _ = reader.find(variant)
        text = variant_fasta(reader.store, variant_id)
    if out is None:
        click.echo(text, nl=False)
        return
    write_text(text, out)
    tell(str(out))
