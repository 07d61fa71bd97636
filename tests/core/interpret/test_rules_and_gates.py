"""Rule sets say where every number comes from; gates let the unknown pass."""

from importlib.resources import files

import numpy as np
import pytest
from pydantic import ValidationError

from core.errors import InputFileError, UsageError
from core.interpret.gate_rules import gate_presets, load_gate_rules
from core.interpret.gates import (
    GATE_LABELS,
    GATES,
    first_failing_gates,
    gate_label,
)
from core.interpret.inheritance_rules import load_segregation_rules
from core.interpret.rules import Sourced, load_rules
from core.store.genotypes import pack_many
from core.store.variant_chunks import patient_columns
from tests.core.interpret.builders import HALF, HALF_REF, HEMI, HET, NONE, REF, REF_ONE


def every_number(value):
    """All numbers of a rule set, each with the object that holds it."""
    for name in type(value).model_fields:
        item = getattr(value, name)
        listed = tuple(item.values()) if isinstance(item, dict) else item
        parts = listed if isinstance(listed, tuple) else (listed,)
        for part in parts:
            if isinstance(part, int | float) and not isinstance(part, bool):
                yield value, name
            elif hasattr(type(part), "model_fields"):
                yield from every_number(part)


def test_every_number_has_a_source():
    sets = (load_rules(), load_gate_rules(), load_segregation_rules())
    found = [number for rules in sets for number in every_number(rules)]
    assert len(found) > 40
    assert all(isinstance(holder, Sourced) and holder.source for holder, _ in found)


def test_published_cut_offs_stand_in_the_rules():
    splice = load_rules().splice
    assert [tier.at_least for tier in splice.tiers] == [0.8, 0.5, 0.2]
    assert [tier.at_least for tier in splice.deep_intron_tiers] == [0.05, 0.02]
    assert load_rules().identifier == "Intronaut ranking 4"


def test_rules_are_frozen():
    with pytest.raises(ValidationError):
        load_rules().splice.tiers[0].points = 0


MODERATE = '[utr.moderate]\npoints = 1.0\nsource = "As above. Points: own choice."\n'


def own_file(tmp_path, old, new):
    text = files("resources").joinpath("rules", "ranking.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "own.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_a_laboratory_may_carry_its_own_rules(tmp_path):
    rules = load_rules(own_file(tmp_path, 'version = "4"', 'version = "our 7"'))
    assert rules.identifier == "Intronaut ranking our 7"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("at_least = 0.8", "at_least = 0.1", "from the highest to the lowest"),
        ("[frequency.unknown]\npoints = 0.0", "[frequency.unknown]\npoints = -3.0", "unknown"),
        ('source = "Own choice."', 'source = ""', "source"),
        ('version = "4"', 'colour = "red"', "colour|version"),
        ("points = 6.0", "points = six", "rule set"),
        ("[utr.moderate]", "[utr.modest]", "utr.modest"),
        ("[utr.moderate]", "[place.other]", "place.other"),
        (MODERATE, "", "no points for moderate"),
    ],
)
def test_a_faulty_rule_set_is_refused_with_the_entry(tmp_path, old, new, words):
    path = own_file(tmp_path, old, new)
    with pytest.raises(InputFileError, match=words) as caught:
        load_rules(path)
    assert caught.value.path == str(path)


def test_a_missing_rule_set_is_refused(tmp_path):
    with pytest.raises(InputFileError, match="cannot be read"):
        load_rules(tmp_path / "absent.toml")


def test_presets_have_names_and_labels():
    names = [name for name, _ in gate_presets()]
    assert names == ["clinical", "all", "rare", "strict", "very-rare"]
    assert load_gate_rules() == load_gate_rules("clinical")
    assert load_gate_rules("all").max_population_frequency.value == 1.0
    with pytest.raises(UsageError, match="There is no preset odd"):
        load_gate_rules("odd")


def test_gates_are_tried_in_order():
    unknown = float("nan")
    copies = np.array([1, 2, 1, 1, 0, 0, -1], np.int8)
    frequencies = np.array([unknown, 0.0, 0.01, 0.0101, 0.5, unknown, unknown])
    gates = first_failing_gates(7, copies, frequencies, load_gate_rules())
    assert gates == [
        *("", "", "", "population_frequency"),
        *("not_carried_by_proband", "not_carried_by_proband", ""),
    ]
    assert set(first_failing_gates(7, copies, None, load_gate_rules())) == {
        "",
        "not_carried_by_proband",
    }
    assert set(first_failing_gates(7, None, frequencies, load_gate_rules())) == {
        "",
        "population_frequency",
    }


def test_a_missing_call_of_the_patient_passes():
    carriers = patient_columns(
        pack_many([[call] for call in (HET, HEMI, HALF, NONE, HALF_REF)], 1)[:, 0]
    )
    others = patient_columns(pack_many([[call] for call in (REF, REF_ONE)], 1)[:, 0])
    rules = load_gate_rules()
    assert first_failing_gates(5, carriers["alt_copies"], None, rules) == [""] * 5
    assert (
        first_failing_gates(2, others["alt_copies"], None, rules) == ["not_carried_by_proband"] * 2
    )


def test_gates_have_plain_words():
    assert set(GATE_LABELS) == set(GATES)
    assert GATE_LABELS["not_carried_by_proband"] == "not carried by the patient"
    assert GATE_LABELS["population_frequency"] == "common in the population (> 1 %)"
    strict = load_gate_rules("very-rare")
    assert gate_label("population_frequency", strict) == "common in the population (> 0.1 %)"
