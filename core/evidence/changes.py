"""What a person does with the evidence of a variant, written into the case."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from core.domain.evidence import Basis, Classification, EvidenceDecision, Standing
from core.domain.evidence_inputs import EvidenceInputs
from core.domain.stated import Stated
from core.errors import InputFileError, UsageError
from core.evidence.sheet import EvidenceSheet
from core.interpret.evidence.assess import Claim, classify
from core.interpret.evidence.decisions import Ruling, accept, reject
from core.interpret.evidence.statements import demand_told
from core.store.case_store import CaseStore

_STATED = TypeAdapter(Stated)
_OFFERED = (Standing.SUGGESTED, Standing.POSSIBLE)


def accept_code(
    store: CaseStore, variant_id: int, sheet: EvidenceSheet, ruling: Ruling
) -> EvidenceDecision:
    """Accept a code, or another strength of it; what was suggested at the time is kept beside it.

    Raises
    ------
    UsageError
        If it cannot be accepted so.
    """
    ruling = _of_what_changes(sheet.inputs, ruling)
    made = accept(sheet.rules, sheet.codes, ruling)
    offered = {one.key for one in sheet.suggested if one.standing in _OFFERED}
    if ruling.reason.strip() and made.evidence.key not in offered:
        # It stands on a person's word: on that of whoever decides now.
        reason, source = ruling.reason.strip(), ruling.author.strip()
        made = replace(made, evidence=replace(made.evidence, reason=reason, source=source))
    return _decide(store, variant_id, sheet, ruling, made)


def reject_code(
    store: CaseStore, variant_id: int, sheet: EvidenceSheet, ruling: Ruling
) -> EvidenceDecision:
    """Reject a code.

    Raises
    ------
    UsageError
        If there is no such code.
    """
    return _decide(store, variant_id, sheet, ruling, reject(sheet.codes, ruling))


def make_class(
    store: CaseStore, variant_id: int, sheet: EvidenceSheet, claim: Claim
) -> Classification:
    """Give the variant a class by the codes accepted so far, beside all earlier ones.

    Raises
    ------
    UsageError
        If the accepted codes make none, or something is not named or acknowledged.
    """
    made = classify(sheet.assessment, claim)
    store.evidence.suggest(variant_id, sheet.suggested, claim.made_at)
    store.evidence.classify(variant_id, made)
    return made


def state(store: CaseStore, variant_id: int, stated: Stated, author: str, at: str) -> None:
    """Keep what a person states of a variant, beside all that was stated before.

    Raises
    ------
    UsageError
        If no author is named, or something is stated that nobody stands for.
    """
    demand_told(stated)
    if not author.strip():
        raise UsageError("Nobody is named who states this.", "Name the author.")
    store.evidence.state(variant_id, stated, author.strip(), at)


def read_stated(path: Path) -> Stated:
    """Read what a person states of a variant from a TOML file, in the fields of `Stated`.

    Raises
    ------
    InputFileError
        If it cannot be read or has a field that is not known, naming it.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        stated = _STATED.validate_python(data)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputFileError(path, f"cannot be read ({error}).", "Give a TOML file.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise InputFileError(path, f"{where}: {first['msg']}.", "Correct this entry.") from error
    unknown = next(_unknown(data, _STATED.dump_python(stated), ""), "")
    if unknown:
        known = ", ".join(Stated.__dataclass_fields__)
        raise InputFileError(
            path, f"{unknown} cannot be stated.", f"Correct its name; at the top stand: {known}."
        )
    return stated


def _unknown(given: object, known: object, path: str) -> Iterator[str]:
    """Name what a file has and the shape it is read into does not."""
    if isinstance(given, dict) and isinstance(known, dict):
        for key, value in given.items():
            here = f"{path}.{key}".lstrip(".")
            if key in known:
                yield from _unknown(value, known[key], here)
            else:
                yield here
    elif isinstance(given, list) and isinstance(known, list | tuple):
        for value, other in zip(given, known, strict=True):
            yield from _unknown(value, other, path)


def _of_what_changes(inputs: EvidenceInputs, ruling: Ruling) -> Ruling:
    """Take PS1 without a basis for PS1 of splicing where the variant changes no amino acid."""
    is_ps1 = re.split(r"[_ (]", ruling.name.strip().upper())[0] == "PS1"
    is_of_protein = inputs.coding is not None and inputs.coding.changes_protein
    if not is_ps1 or ruling.basis is not None or is_of_protein or inputs.stated.gate is not None:
        return ruling
    return replace(ruling, basis=Basis.SPLICING)


def _decide(
    store: CaseStore,
    variant_id: int,
    sheet: EvidenceSheet,
    ruling: Ruling,
    made: EvidenceDecision,
) -> EvidenceDecision:
    store.evidence.suggest(variant_id, sheet.suggested, ruling.decided_at)
    store.evidence.add(variant_id, [made])
    return made
