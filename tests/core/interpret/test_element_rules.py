"""Words of published files, the order of classes, evidence of links and tissues of interest."""

from importlib.resources import files

import pytest

from core.domain.element import ElementClass, ElementKind, LinkKind
from core.errors import InputFileError
from core.interpret.element_rules import (
    load_element_rules,
    load_target_rules,
    load_tissue_rules,
)
from resources import rules as shipped_rules

RULES, TARGETS, TISSUES = load_element_rules(), load_target_rules(), load_tissue_rules()

VERSION_4 = ("PLS", "pELS", "dELS", "CA-CTCF", "CA-H3K4me3", "CA-TF", "CA", "TF")
FIFTEEN = (
    "1_TssA", "2_TssAFlnk", "3_TxFlnk", "4_Tx", "5_TxWk", "6_EnhG", "7_Enh", "8_ZNF/Rpts", "9_Het",
    "10_TssBiv", "11_BivFlnk", "12_EnhBiv", "13_ReprPC", "14_ReprPCWk", "15_Quies",
)  # fmt: skip
EIGHTEEN = (
    "1_TssA", "2_TssFlnk", "3_TssFlnkU", "4_TssFlnkD", "5_Tx", "6_TxWk", "7_EnhG1", "8_EnhG2", "9_EnhA1",
    "10_EnhA2", "11_EnhWk", "12_ZNF/Rpts", "13_Het", "14_TssBiv", "15_EnhBiv", "16_ReprPC", "17_ReprPCWk",
    "18_Quies",
)  # fmt: skip


@pytest.mark.parametrize(
    "word", [*VERSION_4, "CTCF-only", "DNase-H3K4me3", *FIFTEEN, *EIGHTEEN, "genic", "intergenic"]
)
def test_every_word_of_the_published_files_is_known(word):
    assert RULES.read(word, None).kind is not ElementKind.UNCLASSIFIED


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("PLS,CTCF-bound", ElementKind.PROMOTER),
        ("dELS", ElementKind.ENHANCER),
        ("CTCF-only,CTCF-bound", ElementKind.INSULATOR),
        ("CA-CTCF", ElementKind.INSULATOR),
        ("7_Enh", ElementKind.ENHANCER),
        ("E7_Enh", ElementKind.ENHANCER),
        ("15_Quies", ElementKind.INACTIVE),
        ("5_TxWk", ElementKind.TRANSCRIBED),
    ],
)
def test_words_are_read_with_what_stands_around_them(word, kind):
    assert RULES.read(word, None).kind is kind


def test_ctcf_at_an_enhancer_is_told_and_at_an_insulator_not_twice():
    assert RULES.read("dELS,CTCF-bound", None).words.endswith(", bound by CTCF")
    assert RULES.read("CTCF-only,CTCF-bound", None).words.count("bound by CTCF") == 1


def test_a_word_nobody_knows_is_what_its_file_lists_or_of_no_known_class():
    assert RULES.read("chr1:5-9", ElementKind.ENHANCER).kind is ElementKind.ENHANCER
    assert RULES.read("element_7", None).kind is ElementKind.UNCLASSIFIED


def test_transcribed_and_inactive_chromatin_is_no_element():
    none = [kind for kind in ElementKind if not kind.is_element]
    assert none == [ElementKind.TRANSCRIBED, ElementKind.INACTIVE]


def test_every_class_but_other_has_its_place_in_the_order():
    assert [one.element_class for one in RULES.precedence] == [
        ElementClass.PROMOTER, ElementClass.UTR5, ElementClass.UTR3, ElementClass.ENHANCER,
        ElementClass.INSULATOR, ElementClass.INTRON,
    ]  # fmt: skip


def test_anchors_and_eqtls_name_no_elements():
    naming = {one.kind for one in TARGETS.kind if one.names_element}
    assert naming == {LinkKind.ABC, LinkKind.RE2G, LinkKind.STATED}


@pytest.mark.parametrize("rules", [RULES.precedence, RULES.word, TARGETS.kind, TISSUES.tissue])
def test_every_entry_has_a_source(rules):
    assert all(one.source for one in rules)


@pytest.mark.parametrize(
    ("name", "old", "new", "load", "told"),
    [
        ("elements.toml", 'word = "pELS"', 'word = "PLS"', load_element_rules, "PLS stands there twice"),
        ("elements.toml", 'kind = "insulator"', 'kind = "gate"', load_element_rules, "kind"),
        ("target_genes.toml", 'kind = "eQTL"', 'kind = "stated target"', load_target_rules, "each of these"),
        ("target_genes.toml", "weight = 0.5", "weight = 0", load_target_rules, "greater than 0"),
    ],
)  # fmt: skip
def test_a_damaged_rule_set_is_refused_with_its_entry(tmp_path, name, old, new, load, told):
    text = files(shipped_rules).joinpath(name).read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputFileError, match=told):
        load(path)


@pytest.mark.parametrize(
    ("cell_type", "tissue"),
    [
        ("Heart_Left_Ventricle", "heart and vessels"),
        ("liver-ENCODE", "liver and bile ducts"),
        ("HepG2", "liver and bile ducts"),
        ("Brain - Cortex", "brain and nerves"),
        ("CD4-positive T cell", "blood and immune system"),
        ("fetal kidney", "kidney and urinary tract"),
    ],
)
def test_names_of_cell_types_belong_to_tissues(cell_type, tissue):
    assert TISSUES.is_of_interest(cell_type, (tissue,))


def test_a_word_within_another_word_marks_no_tissue():
    assert not TISSUES.is_of_interest("heart", ("ear",))
    assert not TISSUES.is_of_interest("", TISSUES.names)
    assert not TISSUES.is_of_interest("liver", ("ear",))
