"""`case evidence`: codes of one variant, what a person decides about them, and its class."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TypedDict

import click

from core.cli.case import case_group
from core.cli.program import PathArgument, cli, tell
from core.evidence import (
    EvidenceSheet,
    broken_profiles,
    evidence_profile,
    evidence_profiles,
    now,
)
from core.evidence.changes import read_stated
from core.interpret.evidence.assess import Claim
from core.interpret.evidence.decisions import Ruling
from core.report.evidence import (
    assessment_dict,
    assessment_lines,
    classification_dict,
    counted_dict,
    decision_dict,
    evidence_lines,
)
from core.session import CaseReader, Session


class _Asked(TypedDict):
    """Which variant of which case, and by which rules."""

    case: Path
    variant: str
    profile: str


@case_group.group("evidence")
def case_evidence() -> None:
    """Evidence codes of one variant, what a person decides about them, and its class.

    No class is told before a person accepted codes.
    """


def _of_variant(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command name its case, variant and profile; it gets them as `_Asked`."""

    @wraps(command)
    def with_asked(case: Path, variant: str, profile: str, **others: object) -> None:
        command(_Asked(case=case, variant=variant, profile=profile), **others)

    words = "clingen, uk, or your own; see `intronaut evidence profiles`."
    with_profile = click.option("--profile", default="", help=words)(with_asked)
    with_variant = click.argument("variant")(with_profile)
    return click.argument("case", type=PathArgument)(with_variant)


@case_evidence.command("show")
@_of_variant
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
def show_codes(asked: _Asked, *, as_json: bool) -> None:
    """List the codes suggested for a variant, with what they rest on."""
    sheet = _sheet(asked)
    click.echo(_json(sheet) if as_json else "\n".join(_lines(sheet)))


def _with_author(command: Callable[..., None]) -> Callable[..., None]:
    author = click.option("--author", required=True, help="Who decides.")
    reason = click.option("--reason", default="", help="Why, in a sentence.")
    return author(reason(command))


@case_evidence.command("accept")
@_of_variant
@click.argument("code")
@_with_author
@click.option("--strength", default="", help="Another strength than suggested.")
@click.option("--mechanism", default="", help="For PVS1: who states loss of function.")
def accept(asked: _Asked, code: str, **said: str) -> None:
    """Accept a code, such as PM2 or "PVS1 (RNA)"."""
    ruling = _ruling(code, said)
    with _opened(asked) as (session, variant_id):
        session.accept_code(variant_id, ruling, asked["profile"])
    _tell_decision(asked)


@case_evidence.command("reject")
@_of_variant
@click.argument("code")
@_with_author
def reject(asked: _Asked, code: str, **said: str) -> None:
    """Reject a code; it stays in the history."""
    ruling = _ruling(code, said)
    with _opened(asked) as (session, variant_id):
        session.reject_code(variant_id, ruling, asked["profile"])
    _tell_decision(asked)


@case_evidence.command("classify")
@_of_variant
@click.option("--condition", required=True, help="With its identifier if it has one.")
@click.option("--inheritance", required=True, help="Mode of inheritance.")
@click.option("--author", required=True, help="Who classifies.")
@click.option("--note", default="", help="Whatever should stand beside it.")
@click.option("--acknowledge", is_flag=True, help="Flags that ask for it were seen.")
def classify(asked: _Asked, *, acknowledge: bool, **said: str) -> None:
    """Give the variant the class its accepted codes make; earlier classes stay."""
    with CaseReader(asked["case"]) as reader:
        _, variant = reader.find(asked["variant"])
    claim = Claim(variant, made_at=now(), acknowledged=acknowledge, **said)
    with _opened(asked) as (session, variant_id):
        session.classify(variant_id, claim, asked["profile"])
    made = _sheet(asked).classifications[0]
    click.echo(json.dumps(classification_dict(made), indent=1, ensure_ascii=False))


@case_evidence.command("state")
@_of_variant
@click.argument("file", type=PathArgument)
@click.option("--author", required=True, help="Who states it.")
def state(asked: _Asked, file: Path, author: str) -> None:
    """Keep what a person states: mechanism, phenotype, RNA assays, second alleles (TOML)."""
    stated = read_stated(file)
    with _opened(asked) as (session, variant_id):
        session.state_evidence(variant_id, stated, author)
    for line in assessment_lines(_sheet(asked).assessment):
        tell(line)


@case_evidence.command("history")
@_of_variant
def history(asked: _Asked) -> None:
    """Print every suggestion, decision and class of a variant, as JSON."""
    sheet = _sheet(asked)
    shape = {
        "decisions": [decision_dict(one) for one in sheet.history],
        "classifications": [classification_dict(one) for one in sheet.classifications],
    }
    click.echo(json.dumps(shape, indent=1, ensure_ascii=False))


@cli.group("evidence")
def evidence_group() -> None:
    """Rules that evidence codes are suggested and classes are made by."""


@evidence_group.command("profiles")
def profiles() -> None:
    """List the profiles there are: those of the program, and your own in the data folder."""
    for one in evidence_profiles():
        kind = "own" if one.is_own else "program"
        click.echo(f"{one.name}\t{kind}\t{one.rules.identifier}\t{one.rules.label}")
    for problem in broken_profiles():
        tell(f"Not usable: {problem.cause} {problem.remedy}")


@evidence_group.command("show")
@click.argument("profile")
def show(profile: str) -> None:
    """Print every number of a profile with its source, as JSON."""
    click.echo(evidence_profile(profile).rules.model_dump_json(indent=1, by_alias=True))


@contextmanager
def _opened(asked: _Asked) -> Iterator[tuple[Session, int]]:
    """Open the case for writing, with the variant's id."""
    session = Session()
    session.open(asked["case"])
    try:
        with session.reader() as reader:
            variant_id, _ = reader.find(asked["variant"])
        yield session, variant_id
    finally:
        session.close()


def _ruling(code: str, said: Mapping[str, str]) -> Ruling:
    return Ruling(
        name=code,
        author=said["author"],
        decided_at=now(),
        strength=said.get("strength", ""),
        reason=said["reason"],
        mechanism=said.get("mechanism", ""),
    )


def _sheet(asked: _Asked) -> EvidenceSheet:
    with CaseReader(asked["case"]) as reader:
        variant_id, _ = reader.find(asked["variant"])
        return reader.evidence(variant_id, asked["profile"])


def _tell_decision(asked: _Asked) -> None:
    """Tell what was decided last, and what the codes come to now."""
    sheet = _sheet(asked)
    last = sheet.history[-1]
    tell(f"{last.kind.value.capitalize()}: {last.evidence.label} by {last.author}.")
    for line in assessment_lines(sheet.assessment):
        tell(line)


def _lines(sheet: EvidenceSheet) -> list[str]:
    return [
        *evidence_lines(sheet.codes, sheet.assessment),
        *assessment_lines(sheet.assessment),
        *(f"Earlier: {text}" for text in sheet.recalled),
    ]


def _json(sheet: EvidenceSheet) -> str:
    shape = {
        "evidence": [counted_dict(one, sheet.assessment) for one in sheet.codes],
        "assessment": assessment_dict(sheet.assessment),
        "classifications": [classification_dict(one) for one in sheet.classifications],
    }
    return json.dumps(shape, indent=1, ensure_ascii=False)
