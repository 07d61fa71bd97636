"""Commands on the scores kept on this computer."""

from collections.abc import Callable

import click

from core.cli.program import cli, tell
from core.domain.counting import counted
from core.paths import data_dir
from core.store import cache_switch, score_cache
from core.store.score_cache import CacheState


def without_cache(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--no-cache`."""
    option = click.option(
        "--no-cache",
        "uses_cache",
        flag_value=False,
        default=True,
        help="Compute everything; neither look up nor keep scores on this computer.",
    )
    return option(command)


@cli.group("cache", invoke_without_command=True)
@click.pass_context
def cache_group(context: click.Context) -> None:
    """Scores kept on this computer for every case: how many, and how often they helped."""
    if context.invoked_subcommand is None:
        cache_show()


def cache_show() -> None:
    """Print what is kept."""
    for line in described(score_cache.state_of(data_dir())):
        click.echo(line)


@cache_group.command("show")
def show_command() -> None:
    """Tell entries, size and hit rate."""
    cache_show()


@cache_group.command("clear")
def cache_clear() -> None:
    """Remove everything that is kept; cases stay as they are."""
    before = score_cache.state_of(data_dir())
    score_cache.clear(data_dir())
    click.echo(f"{counted(before.n_entries, 'score')} removed from {before.path}")


@cache_group.command("off")
def cache_off() -> None:
    """Neither look up nor keep scores from now on; what is kept stays until it is cleared."""
    cache_switch.switch(data_dir(), is_on=False)
    found = score_cache.state_of(data_dir())
    click.echo("Scores are not kept on this computer any more.")
    if found.n_entries:
        tell(
            f"{counted(found.n_entries, 'score')} kept before are still there: "
            "`intronaut cache clear` removes them."
        )


@cache_group.command("on")
def cache_on() -> None:
    """Keep scores on this computer, so that no variant is computed twice."""
    cache_switch.switch(data_dir(), is_on=True)
    click.echo("Scores are kept on this computer.")


def described(state: CacheState) -> list[str]:
    """Give the state of the cache, one tab-separated line for each thing told."""
    rate = "none asked for yet" if state.hit_rate is None else f"{state.hit_rate:.1%}"
    asked = f"{state.n_hits:,} of {counted(state.n_asked, 'request')}"
    lines = [
        f"state\t{'on' if state.is_on else 'off'}",
        f"file\t{state.path}",
        f"scores\t{state.n_entries:,}",
        f"size\t{state.n_bytes / 1e6:,.1f} MB of at most {score_cache.MAX_BYTES / 1e6:,.0f} MB",
        f"hit rate\t{rate}" + (f" ({asked})" if state.n_asked else ""),
    ]
    return lines + ([f"note\t{state.note}"] if state.note else [])
