"""The splice engine finds what was planted, and nothing of the kind elsewhere."""

import pytest

from models.runtime import load_engine
from models.splice.protocol import CONTEXT_LENGTH, SpliceDeltas, SpliceRequest, deltas
from resources.demo.genome import build_genes

pytestmark = [pytest.mark.science, pytest.mark.usefixtures("spliceai_pack")]

DISTANCE = 500


def _requests(variants, contigs):
    half = CONTEXT_LENGTH // 2 + DISTANCE
    for variant in variants:
        sequence, pos = contigs[variant["chrom"]], variant["pos"]
        for gene in build_genes():
            start, end = gene.span
            if gene.plan.contig == variant["chrom"] and start < pos <= end:
                yield SpliceRequest(
                    window=sequence[pos - 1 - half : pos + half],
                    ref=variant["ref"],
                    alt=variant["alt"],
                    strand=gene.plan.strand,
                    body_start_offset=start + 1 - pos,
                    body_end_offset=end - pos,
                )


@pytest.fixture(scope="module")
def found(planted, contigs) -> dict[str, list[SpliceDeltas]]:
    names, requests = [], []
    for name, plant in planted.items():
        if "min_delta" in plant["expected"] or "gate" in plant["expected"]:
            made = list(_requests(plant["variants"], contigs))
            names += [name] * len(made)
            requests += made
    engine = load_engine("spliceai", device="cpu")
    result: dict[str, list[SpliceDeltas]] = {name: [] for name in names}
    for index, profile in engine.score(requests, distance=DISTANCE):
        result[names[index]].append(deltas(profile))
    return result


def test_each_planted_effect_is_found_with_the_strength_promised(found, planted):
    for name, plant in planted.items():
        wanted = plant["expected"]
        if "min_delta" not in wanted:
            continue
        assert found[name], name
        for delta in found[name]:
            assert getattr(delta, wanted["effect"].replace(" ", "_")) >= wanted["min_delta"], name


def test_the_pseudoexon_gains_both_of_its_ends(found):
    (delta,) = found["deep-intronic pseudoexon"]
    assert delta.acceptor_gain >= 0.2
    assert delta.donor_gain >= 0.2
    assert delta.donor_gain_offset == -2
    assert delta.acceptor_gain_offset == -91


def test_the_two_spellings_of_the_deletion_give_the_same_scores(found):
    left, right = found["one deletion in two spellings"]
    assert left.acceptor_loss == pytest.approx(right.acceptor_loss, abs=1e-4)
    assert left.acceptor_loss_offset == right.acceptor_loss_offset + 3


def test_a_common_variant_can_be_as_strong_as_a_rare_one(found):
    (delta,) = found["common donor loss"]
    assert delta.donor_loss > 0.8
