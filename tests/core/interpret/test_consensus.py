"""Several engines on one variant: compared at the same site, never by one cut-off alone."""

import numpy as np
import pytest

from core.domain.assembly import Assembly
from core.domain.consensus import Agreement, Consensus, EngineLabel, Seen
from core.domain.score import EngineRun, EngineScores, SpliceDelta, SpliceEffect, SpliceScore
from core.domain.variant import Variant
from core.errors import InputFileError
from core.interpret.consensus import Labels, consensus
from core.interpret.rules import load_consensus_rules

POS = 43_045_711
VARIANT = Variant(Assembly.GRCH38, "chr17", POS, "G", "A")
RULES = load_consensus_rules()
LABELS = Labels(
    {
        "spliceai": EngineLabel("SpliceAI", is_calibrated=True),
        "openspliceai": EngineLabel("OpenSpliceAI", is_calibrated=False),
        "pangolin": EngineLabel("Pangolin", is_calibrated=False),
    },
    {},
)


def delta(*values: float, offsets=(0, 0, 0, 0), distance: int = 500) -> SpliceDelta:
    """Acceptor gain, acceptor loss, donor gain, donor loss."""
    return SpliceDelta(*values, *offsets, masked=False, distance=distance)


def scored(engine_id: str, raw: SpliceDelta, wide: SpliceDelta | None = None, gene="BRCA1"):
    run = EngineRun(engine_id, "1", "ab", 500, "genes", "cd", "float32")
    return EngineScores(run, (SpliceScore("NM_1", gene, "-", raw, raw, wide),))


def compare(*engines: EngineScores, labels: Labels = LABELS) -> Consensus:
    (one,) = consensus(VARIANT, engines, RULES, labels)
    return one


def donor_loss(engine_id: str, value: float, offset: int = 91) -> EngineScores:
    return scored(engine_id, delta(0, 0, 0, value, offsets=(0, 0, 0, offset)))


def test_two_engines_see_a_site_and_a_third_sees_nothing():
    one = compare(
        donor_loss("spliceai", 0.93),
        donor_loss("openspliceai", 0.61, offset=92),
        donor_loss("pangolin", 0.02, offset=-7),
    )
    assert one.agreement is Agreement.DISAGREE
    assert one.sentence == (
        "SpliceAI and OpenSpliceAI both see the donor at chr17:43,045,802 lost; "
        "Pangolin sees no change there (at most 0.02)."
    )
    (site,) = one.sites
    assert (site.effect, site.pos) == (SpliceEffect.DONOR_LOSS, POS + 91)
    assert [call.seen for call in site.calls] == [Seen.YES, Seen.YES, Seen.NO]
    assert [call.pos for call in site.calls] == [POS + 91, POS + 92, POS - 7]


def test_engines_that_see_one_site_within_two_bases_agree_whatever_the_size():
    one = compare(donor_loss("spliceai", 0.93), donor_loss("pangolin", 0.21, offset=89))
    assert one.agreement is Agreement.AGREE
    assert one.sentence == "SpliceAI and Pangolin both see the donor at chr17:43,045,802 lost."


@pytest.mark.parametrize(
    ("value", "offset", "seen", "words"),
    [
        (0.12, 91, Seen.WEAKLY, "sees it weakly (0.12)"),
        (0.60, 94, Seen.ELSEWHERE, "elsewhere, at chr17:43,045,805 (0.60)"),
        (0.05, 94, Seen.ELSEWHERE, "elsewhere"),
    ],
)
def test_a_weak_change_or_one_elsewhere_is_neither_agreement_nor_disagreement(
    value: float, offset: int, seen: Seen, words: str
):
    one = compare(donor_loss("spliceai", 0.93), donor_loss("pangolin", value, offset))
    assert one.agreement is Agreement.UNCLEAR
    assert one.sites[0].calls[1].seen is seen
    assert words in one.sentence


def test_the_other_effect_at_the_same_base_is_another_site():
    gain = scored("pangolin", delta(0, 0, 0.9, 0, offsets=(0, 0, 91, 0)))
    one = compare(donor_loss("spliceai", 0.93), gain)
    assert one.agreement is Agreement.DISAGREE
    assert {site.effect for site in one.sites} == {SpliceEffect.DONOR_LOSS, SpliceEffect.DONOR_GAIN}


def test_where_no_engine_sees_a_change_they_agree():
    one = compare(donor_loss("spliceai", 0.19), donor_loss("pangolin", 0.0))
    assert (one.agreement, one.sites) == (Agreement.AGREE, ())
    assert one.sentence == ("SpliceAI and Pangolin see no change of 0.20 or more (largest 0.19).")


def test_the_cut_offs_compare_the_two_decimals_that_are_shown():
    seen = compare(donor_loss("spliceai", 0.195), donor_loss("pangolin", 0.0449))
    assert seen.agreement is Agreement.DISAGREE
    assert compare(donor_loss("spliceai", 0.9), donor_loss("pangolin", 0.0451)).agreement is (
        Agreement.UNCLEAR
    )


def test_an_engine_that_was_not_asked_that_far_says_nothing_of_a_far_site():
    near = delta(0, 0, 0, 0)
    far = delta(0.8, 0, 0, 0, offsets=(2_000, 0, 0, 0), distance=4_999)
    one = compare(scored("spliceai", near, far), scored("pangolin", near))
    assert one.agreement is Agreement.UNCLEAR
    assert one.sites[0].calls[1].seen is Seen.NOT_ASKED
    assert one.sentence.endswith("Pangolin was not asked that far.")
    asked = compare(
        scored("spliceai", near, far), scored("pangolin", near, delta(0, 0, 0, 0, distance=4_999))
    )
    assert asked.agreement is Agreement.DISAGREE


def test_one_engine_alone_has_nothing_to_be_compared_with():
    one = compare(donor_loss("spliceai", 0.93))
    assert (one.agreement, one.sentence) == (Agreement.ONE_ENGINE, "Only SpliceAI scored BRCA1.")


def test_each_gene_is_compared_on_its_own():
    other = scored("pangolin", delta(0, 0, 0, 0.9), gene="NBR2")
    found = consensus(VARIANT, (donor_loss("spliceai", 0.9), other), RULES, LABELS)
    assert [(one.gene_symbol, one.agreement) for one in found] == [
        ("BRCA1", Agreement.ONE_ENGINE),
        ("NBR2", Agreement.ONE_ENGINE),
    ]


def test_no_engine_gives_no_comparison():
    assert consensus(VARIANT, (), RULES, LABELS) == ()


def test_a_call_carries_the_share_of_the_case_that_reaches_it():
    spread = {"spliceai": np.linspace(0, 0.99, 100), "pangolin": np.array([0.1] * 19)}
    labels = Labels(LABELS.of, spread)
    (site,) = compare(donor_loss("spliceai", 0.9), donor_loss("pangolin", 0.5), labels=labels).sites
    assert site.calls[0].share == pytest.approx(0.1)
    assert site.calls[1].share is None


def test_an_engine_without_card_is_named_by_its_id_and_not_calibrated():
    (site,) = compare(donor_loss("toy", 0.9), donor_loss("spliceai", 0.9)).sites
    assert site.calls[0].label == EngineLabel("toy", is_calibrated=False)


def test_the_cut_offs_are_data_with_a_source_each(tmp_path):
    for name in ("same_site", "sees", "sees_nothing", "told", "rank_from"):
        assert "own display choice" in getattr(RULES, name).source.lower()
    own = tmp_path / "own.toml"
    own.write_text("name = 'x'\n")
    with pytest.raises(InputFileError, match="version"):
        load_consensus_rules(own)
