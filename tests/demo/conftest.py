"""The shipped demo files, read once."""

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import pytest

FOLDER = Path(str(resources.files("resources.demo")))


@dataclass(frozen=True, slots=True)
class Line:
    """A data line of the demo VCF."""

    chrom: str
    pos: int
    ref: str
    alts: tuple[str, ...]
    info: dict[str, str]
    genotypes: tuple[str, ...]


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    return FOLDER


@pytest.fixture(scope="session")
def contigs() -> dict[str, str]:
    found: dict[str, str] = {}
    for part in (FOLDER / "demo.fa").read_text("ascii").split(">")[1:]:
        header, *lines = part.splitlines()
        found[header.split()[0]] = "".join(lines)
    return found


@pytest.fixture(scope="session")
def lines() -> tuple[Line, ...]:
    rows = (FOLDER / "demo.vcf").read_text("ascii").splitlines()
    return tuple(_line(row.split("\t")) for row in rows if not row.startswith("#"))


def _line(columns: list[str]) -> Line:
    chrom, pos, _, ref, alts, _, _, info, _, *calls = columns
    fields = dict(field.split("=", 1) for field in info.split(";"))
    genotypes = tuple(call.split(":")[0] for call in calls)
    return Line(chrom, int(pos), ref, tuple(alts.split(",")), fields, genotypes)


@pytest.fixture(scope="session")
def answer() -> dict:
    return json.loads((FOLDER / "answer.json").read_text("ascii"))


@pytest.fixture(scope="session")
def planted(answer) -> dict:
    return {plant["name"]: plant for plant in answer["planted"]}
