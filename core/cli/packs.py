"""Commands on packs."""

import os
from collections.abc import Sequence

import click

from core import packs
from core.cli.program import cli, run_job, tell, with_device, with_json
from core.errors import EngineUnavailableError, UsageError
from core.worker import JobSpec


@cli.group("packs")
def packs_group() -> None:
    """Networks and gene tables: what is installed, and installing more."""


@packs_group.command("list")
def packs_list() -> None:
    """Show every pack, its licence and whether it is installed and usable."""
    for one in packs.all_statuses():
        note = f" ({one.detail})" if one.detail else ""
        click.echo(
            f"{one.card.name}\t{one.card.version}\t{one.state}{note}\t{one.card.licence.name}\t{one.card.title}"
        )
        if failure := packs.failed_self_test(one.card.name):
            click.echo(f"{one.card.name}\tDISABLED\t{failure}")


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
