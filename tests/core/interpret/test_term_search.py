"""Phenotype terms by words, synonyms, identifiers and with slips of the keyboard."""

import numpy as np
import pytest

from core.domain.phenotype import HpoTerm
from core.domain.term_index import OntologyText
from core.interpret.term_indexing import build_index
from core.interpret.term_search import find_term, information_of, search_terms
from core.interpret.term_words import folded, slips

TERMS = (
    HpoTerm("HP:0001250", "Seizure", 1.5),
    HpoTerm("HP:0007359", "Focal-onset seizure", 3.0),
    HpoTerm("HP:0000957", "Cafe-au-lait spot", 4.5),
    HpoTerm("HP:0001249", "Intellectual disability", 1.6),
    HpoTerm("HP:0000118", "Phenotypic abnormality"),
)
TEXTS = (
    OntologyText("HP:0001250", "Seizures", ("Epilepsy", "Fits"), ("HP:0002125",)),
    OntologyText("HP:9999999", "Newer than the annotations", ("Fits badly",)),
)


@pytest.fixture
def index():
    return build_index(TERMS, "2025-11-24", TEXTS, "hp.obo")


def found(index, text):
    return [hit.term_id for hit in search_terms(index, text)]


def test_the_name_itself_stands_before_longer_names(index):
    assert found(index, "seizure") == ["HP:0001250", "HP:0007359"]


def test_a_synonym_finds_its_term_and_is_told(index):
    (hit,) = search_terms(index, "fits")
    assert (hit.term_id, hit.name, hit.label, hit.is_close) == (
        "HP:0001250",
        "Seizure",
        "Fits",
        False,
    )


@pytest.mark.parametrize("typed", ["sezure", "siezure", "seizzure", "sez", "seizu"])
def test_a_slip_of_the_keyboard_is_forgiven_from_five_letters_on(index, typed):
    assert ("HP:0001250" in found(index, typed)) is (typed != "sez")


def test_a_forgiven_slip_is_told(index):
    assert search_terms(index, "sezure")[0].is_close
    assert not search_terms(index, "seizure")[0].is_close


def test_two_slips_are_forgiven_in_a_long_word_only(index):
    assert found(index, "intelectul") == ["HP:0001249"]
    assert found(index, "sezre") == []


def test_words_come_in_any_order_and_may_be_begun_only(index):
    assert found(index, "seiz foc") == ["HP:0007359"]
    assert found(index, "focal spot") == []


def test_accents_capitals_and_hyphens_do_not_matter(index):
    assert found(index, "CAFÉ au lait") == ["HP:0000957"]
    assert folded("Café-au-Lait  spot's") == "cafe au lait spots"


@pytest.mark.parametrize("typed", ["HP:0001250", "hp:0001250", "0001250", "1250", " HP0001250 "])
def test_an_identifier_finds_its_term(index, typed):
    assert found(index, typed)[0] == "HP:0001250"


def test_the_first_digits_find_all_that_begin_so(index):
    assert found(index, "HP:00012") == ["HP:0001249", "HP:0001250"]


def test_a_former_identifier_finds_the_term_that_took_its_place(index):
    assert found(index, "HP:0002125") == ["HP:0001250"]
    assert find_term(index, "hp:0002125").name == "Seizure"
    assert find_term(index, "HP:1111111") is None


def test_a_term_without_annotations_of_the_release_in_use_is_left_out(index):
    assert found(index, "newer") == []
    assert found(index, "badly") == []


def test_nothing_typed_finds_nothing(index):
    assert found(index, "") == []
    assert found(index, " - ") == []


def test_each_term_stands_once_and_the_limit_holds(index):
    assert len(search_terms(index, "s", limit=1)) == 1
    assert found(index, "seizures") == ["HP:0001250"]


def test_information_is_none_where_no_disease_is_annotated(index):
    assert information_of(index, "HP:0001250") == pytest.approx(1.5)
    assert information_of(index, "HP:0000118") is None
    assert np.isnan(index.information[0])


@pytest.mark.parametrize(
    ("typed", "word", "expected"),
    [
        ("seizure", "seizures", 0),
        ("sezure", "seizure", 1),
        ("siezure", "seizure", 1),
        ("seisure", "seizure", 1),
        ("xyz", "seizure", 3),
        ("seizures", "sei", 3),
    ],
)
def test_slips_are_counted_up_to_the_limit(typed, word, expected):
    assert slips(typed, word, 2) == expected
