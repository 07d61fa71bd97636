"""A laboratory's own rule sets stand in the place of those of the program."""

from importlib.resources import files

import pytest

from core.errors import InputFileError
from core.interpret.rules import load_rules, shipped
from core.own_rules import consequence_rules, ranking_rules
from core.paths import data_dir
from core.pipeline.intake import read_case
from core.pipeline.rank import rank_case
from resources import rules as shipped_rules
from tests.core.pipeline.conftest import world
from tests.core.pipeline.toy import PLUS, drive

__all__ = ["world"]


def own(name: str, old: str, new: str) -> None:
    text = files(shipped_rules).joinpath(name).read_text(encoding="utf-8")
    assert old in text
    folder = data_dir() / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_without_files_of_ones_own_those_of_the_program_hold():
    assert ranking_rules() == load_rules()
    assert consequence_rules().nmd.last_junction.value == 50
    assert shipped("nmd.toml")["name"] in consequence_rules().identifiers[1]


@pytest.mark.parametrize(
    ("name", "old", "read"),
    [
        ("ranking.toml", 'name = "Intronaut ranking"', lambda: ranking_rules().name),
        (
            "splice_outcomes.toml",
            'name = "Splice outcomes"',
            lambda: consequence_rules().outcomes.name,
        ),
        ("nmd.toml", 'name = "Nonsense-mediated decay"', lambda: consequence_rules().nmd.name),
        ("utr.toml", 'name = "Intronaut UTR effects"', lambda: consequence_rules().utr.name),
    ],
)
def test_a_file_of_ones_own_stands_in_the_place_of_the_program_s(name, old, read):
    own(name, old, 'name = "Ours"')
    assert read() == "Ours"


def test_a_broken_one_is_refused_with_its_entry():
    own("nmd.toml", "value = 50", 'value = "fifty"')
    with pytest.raises(InputFileError, match="last_junction"):
        consequence_rules()


@pytest.mark.parametrize(
    ("name", "old"),
    [
        ("ranking.toml", "date = "),
        ("target_genes.toml", "weight = 1.0"),
        ("elements.toml", 'kind = "promoter"'),
        ("tissues.toml", "terms = "),
        ("nmd.toml", "value = 50"),
    ],
)
def test_no_list_is_made_by_a_broken_one(world, name, old):
    world.add(PLUS[1][1] + 1)
    drive(read_case(spec := world.spec()))
    own(name, old, f"un{old}")
    with pytest.raises(InputFileError, match=name):
        drive(rank_case(spec.case))
