"""Commands on kits: everything a clinic's machine needs, gathered on another one."""

from pathlib import Path

import click

from core import packs
from core.cli.program import PathArgument, cli, run_job, tell, with_json
from core.domain.counting import counted
from core.domain.kit import Kit, KitKind
from core.pipeline.kit_installed import installed_items, kit_folder
from core.worker import JobSpec


@cli.group("kit")
def kit_group() -> None:
    """Bring reference, genes, sources and networks to a machine without network."""


@kit_group.command("build")
@click.argument("folder", type=PathArgument)
@click.option("--manifest", type=PathArgument, required=True, help="TOML; see docs/kit.md.")
@with_json
def kit_build(folder: Path, manifest: Path, *, as_json: bool) -> None:
    """Gather what a manifest names from files and addresses, check, convert and list it.

    Can be stopped and run again: what is finished is kept, a cut download goes on.
    """
    arguments = {"folder": folder, "manifest_file": manifest}
    job = JobSpec("core.pipeline.kit_build:build_kit", arguments, "Building the kit")
    kit = run_job(job, as_json=as_json)
    _tell_items(_kit(kit))
    tell(f"The kit is ready in {folder}. Copy the whole folder, then: intronaut kit install FOLDER")


@kit_group.command("install")
@click.argument("folder", type=PathArgument)
@click.option(
    "--accept-licence", is_flag=True, help="Accept the licences of its packs, in your name."
)
@with_json
def kit_install(folder: Path, *, accept_licence: bool, as_json: bool) -> None:
    """Verify every file of a kit, then install it into the data folder."""
    arguments = {"folder": folder, "accepted_by": packs.user_name() if accept_licence else None}
    job = JobSpec("core.pipeline.kit_install:install_kit", arguments, "Installing the kit")
    kit = _kit(run_job(job, as_json=as_json))
    _tell_items(kit)
    tell(f"{kit.title}: {counted(len(kit.items), 'item')} installed in {kit_folder()}")


@kit_group.command("list")
def kit_list() -> None:
    """Show what kits installed on this computer, with digest and path."""
    for item in installed_items():
        stays = item.kind not in {KitKind.PACK, KitKind.GENE_SOURCE, KitKind.TERMS}
        path = str(kit_folder() / item.main.name) if stays else "taken over"
        click.echo("\t".join((item.kind, item.title or item.main.name, item.main.sha256, path)))


def _kit(value: object) -> Kit:
    if not isinstance(value, Kit):
        raise TypeError(value)
    return value


def _tell_items(kit: Kit) -> None:
    for item in kit.items:
        done = f"\t{item.converted}" if item.converted else ""
        click.echo(f"{item.kind}\t{item.main.name}\t{item.size:,} bytes{done}")
