"""What the program offers: clinical work alone, or research too.

Training, design and language models are research. In the clinical profile they are absent from menus,
ranking and report, and their commands refuse to run.
"""

import os
from enum import StrEnum

from core.errors import UsageError
from core.paths import data_dir

_FILE = "profile"


class Profile(StrEnum):
    """What is offered on this computer."""

    CLINICAL = "clinical"
    RESEARCH = "research"


def current_profile() -> Profile:
    """Give the profile of this computer's data folder, clinical unless somebody chose."""
    try:
        return Profile((data_dir() / _FILE).read_text("utf-8").strip())
    except (OSError, ValueError):
        return Profile.CLINICAL


def choose_profile(profile: Profile) -> None:
    """Remember a profile for this computer's data folder."""
    path = data_dir() / _FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{_FILE}.{os.getpid()}")
    partial.write_text(f"{profile.value}\n", "utf-8")
    partial.replace(path)


def demand_research(what: str) -> None:
    """Refuse what is research in the clinical profile; `what` is a plural, such as "Designs".

    Raises
    ------
    UsageError
        Naming the way out.
    """
    if current_profile() is not Profile.RESEARCH:
        raise UsageError(
            f"{what} are for research and are switched off in the clinical profile.",
            "`intronaut profile research` switches them on for this data folder.",
        )
