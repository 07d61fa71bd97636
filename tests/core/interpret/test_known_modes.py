"""What is known of a gene's inheritance, and whether the patient's call fits it."""

import pytest

from core.domain.candidate import InheritanceFit
from core.domain.gene_knowledge import (
    GeneKnowledge,
    GeneSourceKind,
    GeneStatement,
    KnownMode,
    PanelSays,
    SourceSays,
)
from core.domain.sample import Zygosity
from core.interpret.known_modes import fit_reason, kind_of, known_modes

HET, HOM = Zygosity.HETEROZYGOUS, Zygosity.HOMOZYGOUS


def said(*statements, kind=GeneSourceKind.GENCC, panels=()):
    return GeneKnowledge("GENE", (SourceSays(kind, kind.value, None, statements),), panels)


def one(mode, verdict="Definitive", **more):
    return GeneStatement("GENE", "", "a disease", verdict, (mode,) if mode else (), **more)


def reason(knowledge, zygosity=HET, fits=()):
    return fit_reason("GENE", known_modes(knowledge), zygosity, fits)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Autosomal dominant", KnownMode.MONOALLELIC),
        ("AD", KnownMode.MONOALLELIC),
        ("MONOALLELIC, autosomal or pseudoautosomal, imprinted status unknown", KnownMode.MONOALLELIC),
        ("BOTH monoallelic and biallelic, autosomal or pseudoautosomal", KnownMode.MONOALLELIC),
        ("BIALLELIC, autosomal or pseudoautosomal", KnownMode.BIALLELIC),
        ("AR", KnownMode.BIALLELIC),
        ("X-LINKED: hemizygous mutation in males, biallelic mutations in females", KnownMode.X_LINKED),
        ("Mitochondrial", KnownMode.OTHER),
        ("Unknown", KnownMode.OTHER),
    ],
)  # fmt: skip
def test_the_words_of_each_source_have_a_kind(words, kind):
    assert kind_of(words) is kind


def test_a_heterozygous_call_in_a_gene_of_recessive_disease_only_is_told_without_points():
    told = reason(said(one("Autosomal recessive")))
    assert told.points == 0.0
    assert told.sentence == (
        "Heterozygous, and GENE is known for recessive disease only (gencc): a second variant "
        "would be needed."
    )


def test_a_second_variant_in_the_list_changes_the_words():
    told = reason(said(one("AR")), fits=[InheritanceFit.COMPOUND_HET_UNPHASED])
    assert told.sentence.endswith("a second variant is in the list.")


def test_two_copies_of_a_recessive_gene_are_not_remarked_on():
    assert reason(said(one("Autosomal recessive")), HOM) is None


def test_one_weak_word_of_dominant_disease_is_enough_not_to_say_recessive_only():
    told = reason(said(one("AR"), one("AD", "Limited")))
    assert "One altered copy of GENE is known to cause disease; recessive" in told.sentence


def test_what_is_refuted_or_disputed_does_not_count():
    told = reason(said(one("AR"), one("AD", "Refuted Evidence"), one("AD", "Disputed")))
    assert "recessive disease only" in told.sentence


@pytest.mark.parametrize("verdict", ["Limited", "Supportive", ""])
def test_nothing_is_said_where_nothing_firm_is_known(verdict):
    assert reason(said(one("AR", verdict))) is None


def test_a_name_that_may_mean_another_gene_does_not_count():
    assert reason(said(one("AR", may_mean=("GENE", "B")))) is None


def test_a_mode_of_another_kind_keeps_the_sentence_away():
    assert reason(said(one("AR"), one("Unknown", "Limited"))) is None


def test_the_hpo_counts_where_it_says_mendelian_and_a_panel_where_it_is_green():
    hpo = said(one("Autosomal recessive", "mendelian"), kind=GeneSourceKind.HPO_GENES)
    assert reason(hpo) is not None
    polygenic = said(one("Autosomal recessive", "polygenic"), kind=GeneSourceKind.HPO_GENES)
    assert reason(polygenic) is None
    green = PanelSays("P 1", "", "green", "BIALLELIC, autosomal", "GENE")
    amber = PanelSays("P 1", "", "amber", "BIALLELIC, autosomal", "GENE")
    assert reason(said(panels=(green,))) is not None
    assert reason(said(panels=(amber,))) is None
