"""Commands on the gene panels of a case."""

from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.program import PathArgument, run_job, tell
from core.errors import UsageError
from core.pipeline.panels import chosen_panels
from core.session import CaseReader
from core.worker import JobSpec


@case_group.command("panel")
@click.argument("case", type=PathArgument)
@click.argument("action", type=click.Choice(["list", "add", "remove"]))
@click.argument("what", nargs=-1)
def case_panel(case: Path, action: str, what: tuple[str, ...]) -> None:
    """List the gene panels of a case, add panel files, or remove panels by name.

    Files are PanelApp JSON or TSV, or plain lists of genes. Candidates name the panels of their
    gene; a panel leaves no variant out and moves none.
    """
    if action != "list":
        if not what:
            raise UsageError(f"There is nothing to {action}.", "Name files to add, or panels.")
        key = "add" if action == "add" else "remove"
        values = [Path(text) for text in what] if action == "add" else list(what)
        arguments = {"case": case, key: values}
        run_job(JobSpec("core.pipeline.panels:change_panels", arguments, "Changing panels"))
    with CaseReader(case) as reader:
        panels = chosen_panels(reader.store)
    for one in panels:
        panel = one.panel
        click.echo(
            "\t".join(
                (
                    panel.name,
                    panel.version or "no version",
                    panel.source,
                    panel.dated or "no date",
                    f"{len(panel.genes):,}",
                    f"{panel.n_sure:,}",
                    panel.digest,
                )
            )
        )
        for sentence in one.sentences[1:]:
            tell(f"{panel.name}: {sentence}")
