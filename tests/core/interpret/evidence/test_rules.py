"""The rule sets themselves: every number has a source and a mark, a laboratory can carry its own."""

import re

import pytest

from core.errors import InputFileError
from core.interpret.evidence.rules import load_evidence_rules
from core.interpret.rules import shipped
from tests.core.interpret.evidence.cases import RULES, UK, absent, inputs, one

MARKED = re.compile(r"\[(V|V2|K|V, abstract)\]|[Oo]wn choice")


def tables(data, path=""):
    """Every table of a rule set with its path."""
    if isinstance(data, dict):
        yield path, data
        for key, value in data.items():
            yield from tables(value, f"{path}.{key}")
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from tables(value, f"{path}[{number}]")


@pytest.mark.parametrize("name", ["evidence_clingen.toml", "evidence_uk.toml"])
def test_every_source_says_how_sure_it_is(name):
    sources = [(path, data["source"]) for path, data in tables(shipped(name)) if "source" in data]
    assert len(sources) >= 7
    assert [path for path, text in sources if not MARKED.search(text)] == []


@pytest.mark.parametrize("name", ["evidence_clingen.toml", "evidence_uk.toml"])
def test_every_number_stands_beside_a_source_or_below_one(name):
    def unsourced(data, above):
        has = above or (isinstance(data, dict) and "source" in data)
        if isinstance(data, bool | str):
            return []
        if isinstance(data, int | float):
            return [] if above else [data]
        values = data.values() if isinstance(data, dict) else data
        return [found for value in values for found in unsourced(value, has)]

    assert unsourced(shipped(name), above=False) == []


def test_profiles_are_told_apart_and_named_in_every_code():
    assert RULES.identifier != UK.identifier
    given = inputs(splice=None, population=absent())
    assert one(given, "PM2").rule_set == RULES.identifier
    assert one(given, "PM2", rules=UK).rule_set == UK.identifier


def test_the_uk_profile_holds_what_differs_and_takes_the_rest_from_clingen():
    assert UK.splicing == RULES.splicing
    assert UK.population == RULES.population
    assert UK.classes != RULES.classes
    assert not UK.one_code.makes_class


def test_a_laboratory_may_change_one_number(tmp_path):
    path = tmp_path / "evidence_lab.toml"
    path.write_text(
        'based_on = "uk"\nname = "Our laboratory"\nversion = "3"\n'
        '[population.pm2_call_share]\nvalue = 0.99\nsource = "Our own [K]"\n',
        encoding="utf-8",
    )
    rules = load_evidence_rules(path=path)
    assert rules.identifier == "Our laboratory 3"
    assert rules.classes == UK.classes
    assert rules.splicing == RULES.splicing
    given = inputs(splice=None, population=absent(0.95))
    item = one(given, "PM2", rules=rules)
    assert item.points == 0
    assert item.rule_set == "Our laboratory 3"


BASED = 'based_on = "clingen"\n'


def class_rows(*limits):
    rows = [
        f'[[classes]]\nname = "c{number}"\nside = "benign"\nsource = "x"\n'
        + ("" if limit is None else f"at_least = {limit}\n")
        for number, limit in enumerate(limits)
    ]
    return BASED + "".join(rows)


BROKEN = {
    "another profile": ('based_on = "none"\n', "based_on names none"),
    "classes out of order": (class_rows(1, 5, None), "highest limit to the lowest"),
    "no last class": (class_rows(5, 1), "last class"),
    "a strength without points": (
        BASED + '[codes]\nbenign = [{ code = "BP4", strength = "huge" }]\n',
        "strengths without points: huge",
    ),
    "an unknown entry": (BASED + "surprise = 1\n", "surprise"),
    "no source": (
        BASED + '[phenotype_match]\nsource = ""\n',
        "phenotype_match.source",
    ),
    "no TOML": ("name = ", "cannot be read"),
    "nothing": ("", "name"),
}


@pytest.mark.parametrize(("text", "words"), BROKEN.values(), ids=BROKEN)
def test_a_file_that_cannot_be_used_says_what_is_wrong(tmp_path, text, words):
    path = tmp_path / "evidence_lab.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputFileError, match=re.escape(words)) as caught:
        load_evidence_rules(path=path)
    assert str(path) in caught.value.cause
