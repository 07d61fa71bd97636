"""Profiles of evidence: those of the program, and a laboratory's own in the data folder.

A file `rules/evidence_NAME.toml` of the data folder is the profile NAME; it stands in full or, with
`based_on`, holds what differs from a profile of the program.
"""

from dataclasses import dataclass
from pathlib import Path

from core.errors import ProblemError, UsageError
from core.interpret.evidence.rules import (
    DEFAULT,
    SHIPPED,
    EvidenceRules,
    file_name,
    load_evidence_rules,
)
from core.paths import data_dir


@dataclass(frozen=True, slots=True)
class EvidenceProfile:
    """A named rule set; `is_own` tells that it is the laboratory's."""

    name: str
    is_own: bool
    rules: EvidenceRules


def evidence_profiles() -> tuple[EvidenceProfile, ...]:
    """Give all profiles that can be used, those of the program first; see `broken_profiles`."""
    shipped = [EvidenceProfile(name, False, load_evidence_rules(name)) for name in SHIPPED]  # noqa: FBT003
    own = (_tried(path) for path in _own_files())
    return (*shipped, *(one for one in own if isinstance(one, EvidenceProfile)))


def broken_profiles() -> tuple[ProblemError, ...]:
    """Give what is wrong with files of one's own that cannot be used."""
    return tuple(one for one in map(_tried, _own_files()) if isinstance(one, ProblemError))


def evidence_profile(name: str = "") -> EvidenceProfile:
    """Give a profile; the empty name gives the default one.

    Raises
    ------
    UsageError
        If there is none of that name.
    InputFileError
        If the file of one's own cannot be read or is no such rule set.
    """
    wanted = name or DEFAULT
    if wanted in SHIPPED:
        return EvidenceProfile(wanted, False, load_evidence_rules(wanted))  # noqa: FBT003
    path = _folder() / file_name(wanted)
    if "/" in wanted or not path.is_file():
        known = ", ".join((*SHIPPED, *map(_name_of, sorted(_folder().glob(file_name("*"))))))
        raise UsageError(
            f"There is no profile of evidence {wanted}.",
            f"Choose one of: {known}; your own is a file {_folder() / file_name('NAME')}.",
        )
    return _own(path)


def _own_files() -> list[Path]:
    return sorted(_folder().glob(file_name("*")))


def _tried(path: Path) -> EvidenceProfile | ProblemError:
    try:
        return _own(path)
    except ProblemError as problem:
        return problem


def _own(path: Path) -> EvidenceProfile:
    name = _name_of(path)
    if name in SHIPPED:
        raise UsageError(
            f"{path}: {name} is a profile of the program.", "Save yours under another name."
        )
    return EvidenceProfile(name, True, load_evidence_rules(path=path))  # noqa: FBT003


def _name_of(path: Path) -> str:
    return path.stem.removeprefix("evidence_")


def _folder() -> Path:
    return data_dir() / "rules"
