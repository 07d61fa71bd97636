"""Which tracks are told first: those of the tissues of interest, and pooled outputs before replicates."""

from dataclasses import replace

from core.domain.attribution import AttributionMethod
from core.domain.regulatory import RegulatoryScore, Tail, TrackChange
from core.domain.regulatory_track import RegulatoryTrack
from core.domain.score import EngineRun
from core.pipeline.regulatory_reading import NO_RNA, PLUS_RNA
from core.regulation import told_first
from core.report.explainable import explainable
from core.report.regulatory import sentences
from core.report.regulatory_json import tail_dict
from tests.core.interpret.builders import facts

LIVER = ("liver and bile ducts",)


def change(name: str, delta: float) -> TrackChange:
    return TrackChange(RegulatoryTrack(name, "MPRA", name.partition("_")[0]), 0.0, delta, delta)


def score(*changes: TrackChange) -> RegulatoryScore:
    return RegulatoryScore("", "", "", "", changes, n_tracks=len(changes), gc=0.5)


SCORE = score(
    change("K562_SV40_replicate1", 0.9),
    change("K562_SV40_pooled", 0.8),
    change("HepG2_minP_replicate2", 0.4),
    change("HepG2_minP_pooled", 0.3),
    change("HepG2_SV40_pooled", 0.2),
)


def names(score: RegulatoryScore, tissues: tuple[str, ...] = ()) -> list[str]:
    return [one.change.track.name for one in told_first(score, tissues, 3)[0]]


def test_tissues_of_interest_come_first_the_largest_change_first():
    assert names(SCORE, LIVER) == ["HepG2_minP_pooled", "HepG2_SV40_pooled", "K562_SV40_pooled"]
    (told,) = sentences([SCORE], None, tissues=LIVER)
    assert told.index("HepG2_minP_pooled") < told.index("K562_SV40_pooled")


def test_without_a_tissue_of_interest_the_largest_change_comes_first():
    assert names(SCORE) == ["K562_SV40_pooled", "HepG2_minP_pooled", "HepG2_SV40_pooled"]


def test_a_replicate_is_told_where_nothing_pooled_is_known():
    lone = score(change("K562_SV40_replicate1", 0.9), change("HepG2_minP_pooled", 0.3))
    assert names(lone) == ["K562_SV40_replicate1", "HepG2_minP_pooled"]


def test_the_most_unusual_track_is_told_even_where_tissues_of_interest_fill_the_room():
    many = score(*(change(f"HepG2_{n}", 0.1) for n in range(4)), change("K562_minP_pooled", 0.9))
    assert names(many, LIVER) == ["HepG2_0", "HepG2_1", "K562_minP_pooled"]


def test_further_tracks_are_said_to_change_less_only_where_they_do():
    assert told_first(SCORE, LIVER, 3)[1] == "2 further tracks"
    falling = score(*(change(f"T{n}", 1 - n / 10) for n in range(5)))
    assert told_first(falling, LIVER, 3)[1] == "2 further tracks with smaller changes"
    assert told_first(falling, (), 5)[1] == ""


def explained(*scores: RegulatoryScore, tissues: tuple[str, ...] = (), tail: Tail | None = None):
    seen = facts(1, regulatory=scores, regulatory_tail=tail)
    return [(one.asked.engine_id, one.asked.track) for one in explainable(seen, tissues)]


def test_the_track_that_is_explained_first_is_the_one_that_is_told_first():
    run = EngineRun("networks", "1", "ef" * 32, 100, "", "", "float32")
    score = replace(SCORE, run=run, methods=(AttributionMethod.ISM,))
    assert [track for _, track in explained(score, tissues=LIVER)] == [
        "HepG2_minP_pooled",
        "HepG2_SV40_pooled",
        "K562_SV40_pooled",
        "HepG2_minP_replicate2",
        "K562_SV40_replicate1",
    ]
    assert explained(score)[0] == ("networks", "K562_SV40_pooled")
    other = replace(score, run=replace(run, engine_id="others"))
    tail = Tail(0.01, 1_000, "others", SCORE.changes[0])
    assert explained(score, other, tail=tail)[0] == ("others", "K562_SV40_pooled")


def words_of(score: RegulatoryScore) -> str:
    run = EngineRun("networks", "1", "ef" * 32, 100, "", "", "float32")
    asked = replace(score, run=run, methods=(AttributionMethod.ISM,))
    return explainable(facts(1, regulatory=(asked,)))[0].words


def test_a_track_to_explain_names_the_stretch_and_not_why_rna_is_left_out():
    plain = words_of(SCORE)
    assert words_of(replace(SCORE, subject=NO_RNA)) == plain
    assert words_of(replace(SCORE, subject=PLUS_RNA, strand="+")) == f"{plain}, {PLUS_RNA}"
    of_one, of_other = (
        replace(SCORE, subject=f"5' UTR of {name}", transcript_id=name, strand="-")
        for name in ("NM_1.1", "NM_2.1")
    )
    assert words_of(of_one) == f"{plain}, 5' UTR of NM_1.1"
    assert words_of(of_other) == f"{plain}, 5' UTR of NM_2.1"


def test_programs_read_how_unusual_a_change_is_as_numbers():
    tail = Tail(
        0.002, 1_000, "networks", SCORE.changes[0], n_groups=2, of_interest=SCORE.changes[3]
    )
    assert tail_dict(tail) == {
        "probability": 0.004,
        "share": 0.002,
        "n_background": 1_000,
        "n_groups": 2,
        "among": "in the same kind of place",
        "engine": "networks",
        "track": "K562_SV40_replicate1",
        "delta": 0.9,
        "of_interest": {"track": "HepG2_minP_pooled", "delta": 0.3},
    }
    assert tail_dict(None) is None
