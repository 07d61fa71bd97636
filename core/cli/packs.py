"""Commands on packs."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from core import own_networks, packs
from core.cli.program import (
    GENES_HELP,
    GenesArgument,
    OutFile,
    PathArgument,
    cli,
    run_job,
    tell,
    with_device,
    with_json,
)
from core.domain.network_filter import FilterReport
from core.errors import EngineUnavailableError, UsageError
from core.own_networks import ImportedNetwork, ImportOrder
from core.pipeline.filter_spec import STRETCHES, FilterSpec
from core.report.network_filters import demand_filters_file, summary, write_filters
from core.report.training_figure import training_figure
from core.report.training_words import training_rows
from core.worker import JobSpec


@cli.group("packs")
def packs_group() -> None:
    """Networks and gene tables: what is installed, installing more, and networks of one's own."""


@packs_group.command("list")
def packs_list() -> None:
    """Show every pack, its licence and whether it is installed and usable."""
    for one in packs.all_statuses():
        note = f" ({one.detail})" if one.detail else ""
        origin = own_networks.origin_word(one)
        title = f"{one.card.title} ({origin})" if origin else one.card.title
        click.echo(
            f"{one.card.name}\t{one.card.version}\t{one.state}{note}\t{one.card.licence.name}\t{title}"
        )
        if failure := packs.failed_self_test(one.card.name):
            click.echo(f"{one.card.name}\tDISABLED\t{failure}")
    for name, reason in own_networks.unreadable().items():
        click.echo(f"{name}\t-\tdamaged ({reason})\t-\tan imported network")


@packs_group.command("card")
@click.argument("name")
@click.option(
    "--figure",
    type=click.Path(path_type=Path),
    help="An SVG file to write: losses and calibration of a network that was trained here.",
)
def packs_card(name: str, figure: Path | None) -> None:
    """Show what is known of a pack, and how a network that was trained here does."""
    one = packs.overview(name)
    card = one.status.card
    rows = [
        ("Title", f"{card.title} {card.version} ({one.status.state})"),
        ("Predicts", card.predicts),
        ("Reads", f"{one.reads}; {' and '.join(card.assemblies)}"),
        ("Licence", f"{card.licence.name} {card.licence.url}".strip()),
        *own_networks.origin_rows(one.status),
        *(training_rows(one.training) if one.training else ()),
        ("Please cite", card.citation),
    ]
    for title, words in rows:
        click.echo(f"{title}: {words}")
    if figure is not None:
        if one.training is None:
            raise UsageError(f"{name} was not trained here.", "Leave --figure out.")
        figure.write_text(training_figure(one.training), "utf-8")


@packs_group.command("install")
@click.argument("name")
@click.option("--from", "source", help="A wheel, a folder or a URL instead of PyPI.")
@click.option(
    "--accept-licence", is_flag=True, help="Accept the licence of the pack, in your name."
)
@with_json
def packs_install(name: str, source: str | None, *, accept_licence: bool, as_json: bool) -> None:
    """Fetch, check and install a pack."""
    card = packs.status(name).card
    use = "any use" if card.licence.commercial_use else "academic and non-commercial use only"
    tell(f"{card.title}: {card.licence.name}, {use} ({card.licence.url})")
    arguments = {
        "name": name,
        "source": source,
        "accepted_by": _accepting_name() if accept_licence else None,
    }
    run_job(JobSpec("core.packs:install_pack", arguments, f"Installing {name}"), as_json=as_json)
    click.echo(f"{name} {card.version} is installed in {packs.status(name).folder}")
    _test([name], device="auto", as_json=as_json)


def _accepting_name() -> str:
    """Who accepts: the user, or what `INTRONAUT_ACCEPTED_BY` names (make records itself)."""
    return os.environ.get("INTRONAUT_ACCEPTED_BY") or packs.user_name()


@packs_group.command("verify")
@click.argument("names", nargs=-1)
@click.option("--files-only", is_flag=True, help="Compare digests only; do not test the engines.")
@with_device
@with_json
def packs_verify(names: tuple[str, ...], device: str, *, files_only: bool, as_json: bool) -> None:
    """Read every installed file again, then put known questions to every engine.

    An engine that gives other answers on this machine is not used until it passes.
    """
    installed = [
        one.card.name
        for one in packs.all_statuses()
        if one.state is not packs.PackState.NOT_INSTALLED
    ]
    found = [packs.verify(name) for name in names or installed]
    for one in found:
        click.echo(f"{one.card.name}\t{one.state}\t{one.detail}")
    damaged = [one.card.name for one in found if one.state is packs.PackState.DAMAGED]
    if damaged:
        raise UsageError(f"Damaged: {', '.join(damaged)}.", "Install the pack again.")
    if not files_only:
        _test([one.card.name for one in found], device=device, as_json=as_json)


@packs_group.command("architectures")
def packs_architectures() -> None:
    """Show the architectures whose checkpoints can be imported, and where official files are."""
    for one in own_networks.architectures():
        use = "research only" if one.research_only else one.licence.name
        click.echo(f"{one.name}\t{one.title}\t{', '.join(one.formats)}\t{use}\t{one.page}")


@packs_group.command("import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--architecture", required=True, help="See `intronaut packs architectures`.")
@click.option("--as", "engine_id", required=True, metavar="ID", help="What it is called here.")
@click.option("--title", default="", help="What people see.")
@click.option(
    "--tracks",
    type=click.Path(path_type=Path),
    help="A table (tab-separated) with a line per output: name assay cell_type factor unit.",
)
@click.option("--licence", default="", help="Under which licence you have the file.")
@click.option(
    "--commercial-use",
    type=click.Choice(["yes", "no"]),
    help="Whether that licence allows commercial use; without a word it does not.",
)
@click.option(
    "--not-official", is_flag=True, help="It bears the name of an official file but was changed."
)
@with_json
def packs_import(  # noqa: PLR0913, PLR0917 - options are named by whoever types them
    source: Path,
    architecture: str,
    engine_id: str,
    title: str,
    tracks: Path | None,
    licence: str,
    commercial_use: str | None,
    *,
    not_official: bool,
    as_json: bool,
) -> None:
    """Import a checkpoint of your own: a file, an archive or a folder with one.

    It is read in a process with limits, nothing in it is run, and its network is tried once. A
    file that does not fit, or is not safe, is refused and leaves nothing behind.
    """
    order = ImportOrder(
        source=source,
        architecture=architecture,
        engine_id=engine_id,
        title=title,
        tracks=tracks,
        licence=licence,
        commercial_use=None if commercial_use is None else commercial_use == "yes",
        is_known_to_differ=not_official,
    )
    job = JobSpec("core.own_networks:import_network", {"order": order}, f"Importing {engine_id}")
    made = run_job(job, as_json=as_json)
    if not isinstance(made, ImportedNetwork):
        raise TypeError(made)
    for sentence in made.sentences:
        click.echo(sentence)


@packs_group.command("filters")
@click.argument("engine_id", metavar="ENGINE")
@click.option("--reference", type=PathArgument, required=True, help="Indexed FASTA.")
@click.option("--genes", type=GenesArgument, required=True, help=f"{GENES_HELP}.")
@click.option("--track", default="", help="Whose network, where each track has one (DeepBind).")
@click.option(
    "--stretches",
    "n_stretches",
    type=click.IntRange(10, 100_000),
    default=STRETCHES,
    show_default=True,
    help="Random stretches of promoters they are shown.",
)
@click.option(
    "-o", "--out", type=OutFile, required=True, help="A file ending in .html, .svg, .tsv or .meme."
)
@with_device
@with_json
def packs_filters(out: Path, *, as_json: bool, **options: object) -> None:
    """Show what the filters of an engine's first layer look for, beside motifs of JASPAR.

    They are shown random promoters of the gene models. Names need the pack jaspar.
    """
    demand_filters_file(out)
    spec = FilterSpec(**options)  # type: ignore[arg-type]
    job = JobSpec("core.pipeline.network_filters:show_filters", {"spec": spec}, "Reading filters")
    found = run_job(job, as_json=as_json)
    if not isinstance(found, FilterReport):
        raise TypeError(found)
    write_filters(found, out)
    for note in found.notes:
        tell(note)
    click.echo(f"{out}: {summary(found)}; {found.source}.")


@packs_group.command("remove")
@click.argument("name")
@with_json
def packs_remove(name: str, *, as_json: bool) -> None:
    """Remove a network that was imported, with all its files."""
    job = JobSpec("core.own_networks:remove_network", {"name": name}, f"Removing {name}")
    click.echo(run_job(job, as_json=as_json))


def _test(names: Sequence[str], *, device: str, as_json: bool) -> None:
    """Test the engines among these packs; every one is tested before a failure is raised."""
    wanted = packs.engines_with_answers(names) if names else ()
    if not wanted:
        return
    arguments = {"names": wanted, "device": device}
    job = JobSpec("core.pipeline.selftest:examine_engines", arguments, "Testing engines")
    found = run_job(job, as_json=as_json)
    if not isinstance(found, tuple):
        raise TypeError(found)
    for one in found:
        says = f"{one.n_answers} known answers agree" if one.passed else one.sentence
        click.echo(f"{one.engine_id}\tself-test on {one.device} ({one.precision})\t{says}")
    failed = [one for one in found if not one.passed]
    if failed:
        raise EngineUnavailableError(failed[0].sentence, packs.SELF_TEST_REMEDY)
