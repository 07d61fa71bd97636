"""Presets of the gates: those of the program are locked, a person's own lie in the data folder.

Each of one's own is a JSON file `presets/NAME.json` that keeps every version it ever had.
"""

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from core.domain.case import CaseInfo
from core.errors import InputFileError, UsageError
from core.interpret.gate_rules import GateRules, load_gate_rule_set, load_gate_rules
from core.paths import data_dir

CHANGED = "changed"
"""Name of gates that are no preset: changed for one case."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Preset:
    """A named set of gates; `version` says which, a locked one cannot be changed."""

    name: str
    version: str
    is_locked: bool
    rules: GateRules

    @property
    def identifier(self) -> str:
        """Name and version in words."""
        return f"{self.name} ({self.version})"


def known_presets() -> tuple[Preset, ...]:
    """Give all presets: the default one, the others of the program, then one's own by name.

    Raises
    ------
    InputFileError
        If the file of one's own cannot be read.
    """
    rule_set = load_gate_rule_set()
    names = sorted(rule_set.presets, key=lambda name: (name != rule_set.default, name))
    version = f"{rule_set.name} {rule_set.version}"
    locked = [Preset(name, version, True, rule_set.presets[name]) for name in names]  # noqa: FBT003
    return (*locked, *(_read(path) for path in sorted(_folder().glob("*.json"))))


def preset_named(name: str = "") -> Preset:
    """Give a preset; the empty name gives the default one.

    Raises
    ------
    UsageError
        If there is no preset of that name.
    InputFileError
        If the file of one's own cannot be read.
    """
    known = known_presets()
    found = next((one for one in known if one.name == name), None) if name else known[0]
    if found is None:
        names = ", ".join(one.name for one in known)
        raise UsageError(f"There is no preset {name}.", f"Choose one of: {names}.")
    return found


def save_preset(name: str, rules: GateRules) -> Preset:
    """Save rules as a preset of one's own; an existing one gets another version.

    Raises
    ------
    UsageError
        If the name cannot be used or is that of a locked preset.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name or 'An empty name'} cannot be the name of a preset.",
            "Use small letters, digits, - and _, at most 40.",
        )
    if name == CHANGED:
        raise UsageError(
            f"{CHANGED} is what gates changed for one case are called.",
            "Save yours under another name.",
        )
    if name in load_gate_rule_set().presets:
        raise UsageError(f"The preset {name} is locked.", "Save yours under another name.")
    path = _folder() / f"{name}.json"
    versions = _versions(path) if path.exists() else []
    saved = {"date": datetime.now(UTC).isoformat(timespec="seconds")}
    versions.append(saved | {"rules": rules.model_dump(mode="json")})
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps({"name": name, "versions": versions}, indent=1), encoding="utf-8")
    fresh.replace(path)
    return _read(path)


def remove_preset(name: str) -> None:
    """Forget a preset of one's own; cases keep the rules they were made with.

    Raises
    ------
    UsageError
        If it is locked or there is none.
    """
    if preset_named(name).is_locked:
        raise UsageError(f"The preset {name} is locked.", "Only your own can be removed.")
    (_folder() / f"{name}.json").unlink()


def with_preset(info: CaseInfo, preset: Preset) -> CaseInfo:
    """Let a case remember its preset, with the rules in full."""
    return replace(
        info,
        preset=preset.name,
        preset_version=preset.version,
        gate_rules=preset.rules.model_dump_json(),
    )


def rules_of(info: CaseInfo) -> GateRules:
    """Give the rules the variants of a case went through, whatever became of the preset."""
    if info.gate_rules:
        return GateRules.model_validate_json(info.gate_rules)
    return load_gate_rules(info.preset)


def _folder() -> Path:
    return data_dir() / "presets"


def _read(path: Path) -> Preset:
    versions = _versions(path)
    try:
        rules = GateRules.model_validate(versions[-1]["rules"])
    except (ValidationError, LookupError, TypeError) as error:
        raise _unreadable(path) from error
    return Preset(path.stem, f"version {len(versions)}", False, rules)  # noqa: FBT003


def _versions(path: Path) -> list[dict[str, object]]:
    try:
        versions = json.loads(path.read_text(encoding="utf-8"))["versions"]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise _unreadable(path) from error
    if not isinstance(versions, list) or not versions:
        raise _unreadable(path)
    return versions


def _unreadable(path: Path) -> InputFileError:
    return InputFileError(path, "cannot be read as a preset.", "Remove the file, or save it anew.")
