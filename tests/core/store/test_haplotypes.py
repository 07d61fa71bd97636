from dataclasses import replace

from core.domain.haplotype import Beside, HaplotypeScore, LeftOut, LeftOutReason, PhaseBasis
from core.domain.score import SpliceDelta
from tests.core.store.builders import RUN, variant


def a_delta(value: float, distance: int = 500) -> SpliceDelta:
    return SpliceDelta(0.0, value, value / 2, 0.0, -1, 2, 30, -400, masked=False, distance=distance)


def a_score(together: float = 0.9, **changes: object) -> HaplotypeScore:
    score = HaplotypeScore(
        "spliceai",
        "NM_1",
        "NF1",
        "-",
        (
            Beside(2, variant(20), PhaseBasis.EVERY_COPY),
            Beside(3, variant(30), PhaseBasis.PARENTS),
        ),
        (LeftOut(4, variant(40).spelled, LeftOutReason.PHASE_UNKNOWN),),
        a_delta(0.25),
        a_delta(together),
    )
    return replace(score, **changes)


def test_what_was_stored_is_given_back(filled):
    run = filled.engine_run(RUN)
    scores = (a_score(), a_score(together=0.25, explained_by=3, left_out=()))
    filled.write_haplotypes(run, 1, scores)
    assert filled.haplotypes([1, 5]) == {1: scores}
    assert filled.haplotypes() == {1: scores}
    assert filled.haplotypes_done(run) == {1}
    filled.write_haplotypes(run, 1, scores[:1])
    assert filled.haplotypes([1]) == {1: scores[:1]}


def test_the_newest_run_of_each_engine_counts(filled):
    old = filled.engine_run(RUN)
    new = filled.engine_run(replace(RUN, version="2"))
    other = filled.engine_run(replace(RUN, engine_id="openspliceai"))
    filled.write_haplotypes(old, 1, [a_score(0.5)])
    filled.write_haplotypes(old, 5, [a_score(0.6)])
    filled.write_haplotypes(new, 1, [a_score(0.7)])
    filled.write_haplotypes(other, 1, [a_score(0.8)])
    found = filled.haplotypes()
    assert {(one.engine_id, one.together.acceptor_loss) for one in found[1]} == {
        ("spliceai", 0.7),
        ("openspliceai", 0.8),
    }
    assert [one.together.acceptor_loss for one in found[5]] == [0.6]


def test_the_sentence_names_the_change_and_counts_what_is_too_much_to_name():
    score = a_score()
    assert score.sentence == (
        "Together with chr1-20-A-G and chr1-30-A-G on the same chromosome copy (on every copy, "
        "phased by the parents): acceptor loss 0.25 → 0.90 in NF1, within 500 bases"
    )
    many = tuple(Beside(key, variant(key), PhaseBasis.PHASE_SET) for key in range(1, 7))
    long = (Beside(9, variant(9, "ACGT" * 300, "A"), PhaseBasis.PHASE_SET),)
    assert "chr1-1-A-G and chr1-2-A-G and chr1-3-A-G and 3 more" in a_score(beside=many).sentence
    assert "chr1-9-ACGTA…(1,200 bases)-A on the same" in a_score(beside=long).sentence


def test_only_a_difference_of_a_tenth_that_no_neighbour_explains_is_notable():
    assert a_score(0.35).is_notable
    assert not a_score(0.34).is_notable
    assert a_score(0.15).is_notable
    assert not a_score(explained_by=3).is_notable
    assert a_score(explained_by=3).sentence.endswith("; chr1-30-A-G does so by itself")
