"""Non-coding variants that act otherwise than by splicing (standards 6)."""

import pytest

from core.domain.evidence import Basis, Standing
from core.domain.evidence_inputs import KnownClass
from core.domain.stated import Answer, RegulatoryGate, Stated
from tests.core.interpret.evidence.cases import codes, has, inputs, known, one, outcome, population
from tests.core.interpret.evidence.cases import splice as scored

YES = Answer(True, "reporter assay, PMID 1")
GATE = RegulatoryGate("promoter", YES, YES, YES)
HERE, BESIDE = (known(pos, ref="A", alt="G") for pos in (1500, 1510))


def promoter(gate=GATE, **more):
    return inputs(1500, stated=Stated(gate=gate), **more)


def test_a_known_variant_of_the_same_base_is_only_possible():
    item = one(promoter(known=(HERE,)), "PS1")
    assert (item.label, item.standing) == ("PS1_Supporting", Standing.POSSIBLE)
    assert item.basis is Basis.KNOWN_VARIANT
    assert not has(promoter(known=(BESIDE,)), "PS1")


def test_a_proven_element_with_known_variants_is_only_possible():
    assert one(promoter(known=(BESIDE,)), "PM1").standing is Standing.POSSIBLE
    open_ = RegulatoryGate("promoter", Answer(True), YES, YES)
    assert not has(promoter(open_, known=(BESIDE,)), "PM1")


@pytest.mark.parametrize("classified", [KnownClass.UNCERTAIN, KnownClass.OTHER])
def test_known_variants_of_no_pathogenic_class_do_not_count(classified):
    other = known(1500, classified, ref="A", alt="G")
    assert not has(promoter(known=(other,)), "PS1")


def test_without_a_gate_nothing_is_said_of_regulation():
    assert not has(inputs(1500, known=(HERE,)), "PM1")


def test_a_new_splice_site_counts_as_splicing_wherever_it_lies():
    given = promoter(splice=scored(0.6), outcomes=(outcome(),))
    assert codes(given) == {"PP3_Supporting"}


def test_frequencies_are_those_of_genomes():
    for is_genome, standing in ((True, Standing.SUGGESTED), (False, Standing.POSSIBLE)):
        data = population(("all", 0.3, 150_000), genome=is_genome)
        assert one(promoter(population=data), "BA1").standing is standing
    exomes = population(("all", 0.3, 150_000), genome=False)
    assert one(inputs(1500, population=exomes), "BA1").standing is Standing.SUGGESTED


def test_each_open_question_is_named():
    gate = RegulatoryGate("enhancer", YES, Answer(False, "x"), Answer(True))
    assert gate.missing == ("its target gene is shown", "its mechanism fits the disease")
    assert GATE.missing == ()


def test_two_known_variants_of_one_base_give_ps1_once():
    both = (known(1500, alt="G", ref="A"), known(1500, alt="T", ref="A"))
    assert one(promoter(known=both), "PS1").strength == "supporting"
