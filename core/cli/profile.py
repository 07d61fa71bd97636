"""The profile of this computer: clinical, or research too."""

import click

from core.cli.program import cli
from core.profile import Profile, choose_profile, current_profile


@cli.command("profile")
@click.argument("profile", type=click.Choice([one.value for one in Profile]), required=False)
def profile_command(profile: str | None) -> None:
    """Tell the profile of the data folder, or choose one.

    Training, design and language models are research: they are switched off in the clinical profile.
    """
    if profile is not None:
        choose_profile(Profile(profile))
    click.echo(f"profile: {current_profile().value}")
