"""Commands on presets of the gates."""

from pathlib import Path

import click

from core.cli.case import case_group
from core.cli.program import PathArgument, cli, run_job, tell, with_json
from core.domain.counting import counted
from core.domain.zone import CHOSEN
from core.gate_presets import known_presets, preset_named, remove_preset, rules_of, save_preset
from core.gate_trace import TITLES
from core.interpret.gate_rules import Doubt, GateRules, changed
from core.pipeline.gating import GateCounts
from core.session import CaseReader
from core.worker import JobSpec


@cli.group("presets")
def presets_group() -> None:
    """Named sets of gates: what is left out before scoring."""


@presets_group.command("list")
def presets_list() -> None:
    """List all presets; those of the program are locked."""
    for one in known_presets():
        lock = "locked" if one.is_locked else "own"
        click.echo(f"{one.name}\t{lock}\t{one.version}\t{one.rules.label}")


@presets_group.command("show")
@click.argument("name")
def presets_show(name: str) -> None:
    """Print every limit of a preset with its source, as JSON."""
    click.echo(preset_named(name).rules.model_dump_json(indent=1))


@presets_group.command("save")
@click.argument("name")
@click.option("--like", default="", help="Preset to begin with; left out: the default one.")
@click.option("--label", help="What it is, in some words.")
@click.option("--max-frequency", type=click.FloatRange(0, 1), help="Share of the population.")
@click.option(
    "--dominant-frequency",
    type=click.FloatRange(0, 1),
    help="The same where one copy makes ill: flagged above it, and no such mode is said to fit.",
)
@click.option(
    "--max-homozygotes", type=click.IntRange(-1), help="People with two copies; -1 for any number."
)
@click.option(
    "--max-hemizygotes",
    type=click.IntRange(-1),
    help="People with it on their one X; -1 for any number.",
)
@click.option("--min-depth", type=click.IntRange(0), help="Fewer reads are doubtful.")
@click.option("--min-quality", type=click.IntRange(0), help="A lower GQ is doubtful.")
@click.option("--min-balance", type=click.FloatRange(0, 1), help="Lowest share of reads.")
@click.option("--max-balance", type=click.FloatRange(0, 1), help="Highest share of reads.")
@click.option(
    "--max-in-house",
    type=click.FloatRange(0, 1),
    help="Share of the other families of this laboratory; 1 for any.",
)
@click.option("--drop", type=click.Choice([str(one) for one in Doubt]), multiple=True)
@click.option("--region", "regions", multiple=True, help="Only this region; may be repeated.")
@click.option(
    "--zone",
    "zones",
    multiple=True,
    type=click.Choice([str(one) for one in CHOSEN]),
    help="Also what lies in it, whatever its region; may be repeated.",
)
@click.option("--mode", "modes", multiple=True, help="Only this mode of inheritance.")
@click.option("--in-panels/--any-gene", default=None, help="Only genes of the case's panels.")
@click.option("--expression", help='Own filter, such as: depth >= 12 and region != "deep intron"')
def presets_save(name: str, like: str, **changes: object) -> None:
    """Save a preset of your own; an existing one gets another version."""
    rules = changed(preset_named(like).rules, name, changes)
    tell(f"Saved {save_preset(name, rules).identifier}.")


@presets_group.command("remove")
@click.argument("name")
def presets_remove(name: str) -> None:
    """Forget a preset of your own; cases keep the rules they went through."""
    remove_preset(name)
    tell(f"Removed {name}.")


@case_group.command("preset")
@click.argument("case", type=PathArgument)
@click.argument("name", required=False)
@click.option("--apply", "is_applied", is_flag=True, help="Put the case through it.")
@with_json
def case_preset(case: Path, name: str | None, *, is_applied: bool, as_json: bool) -> None:
    """Count what each gate of a preset holds back; with --apply the case goes through it.

    Without a name: the gates the case went through. Scores are kept, whatever is applied.
    """
    if name is not None and is_applied:
        arguments = {"case": case, "preset": preset_named(name)}
        run_job(JobSpec("core.pipeline.gating:apply_gates", arguments, "Applying"), as_json=as_json)
    with CaseReader(case) as reader:
        info = reader.info()
        rules = rules_of(info) if name is None else preset_named(name).rules
        counts = reader.gate_counts(rules)
    tell(
        f"{case}: went through {info.preset or 'the default gates'} {info.preset_version}".rstrip()
    )
    _tell_counts(counts, rules)


def _tell_counts(counts: GateCounts, rules: GateRules) -> None:
    click.echo("gate\tfail\thold back first\tflagged")
    for one in counts.gates:
        title = TITLES[one.gate]
        click.echo(f"{title}\t{one.n_failing}\t{one.n_first}\t{one.n_flagged}")
    click.echo(f"passed\t\t{counts.n_passed}\t")
    tell(
        f"{rules.label}: {counted(counts.n_passed, 'variant')} of {counts.n_variants:,} pass, "
        f"{counts.n_rescued:,} of them only because they are never left out; {counts.n_new:,} new, "
        f"{counts.n_gone:,} no longer."
    )
