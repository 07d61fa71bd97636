"""Background variants are drawn the same way each time, and what engines say of them is kept."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from core import backgrounds
from core.domain.assembly import Assembly
from core.domain.element import ElementClass
from core.domain.variant import Variant
from core.errors import InputFileError, UsageError
from core.interpret.alleles import change_of
from core.interpret.change_class import CHANGE_CLASSES, ONE_BASE, change_class
from core.interpret.regulatory_tail import Background, Setting
from core.interpret.utr_rules import load_utr_rules
from core.pipeline import background
from core.pipeline.background import BackgroundSpec, measure_background
from core.pipeline.background_variants import draw, kind_of_places, sizes_of, where_drawn
from core.pipeline.intake import read_case
from core.pipeline.regulatory_scoring import score_case_regulatory
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.store.case_store import CaseStore
from models.registry import FIVE_PRIME_UTR, POLY_A, SEQUENCE
from tests.core.interpret.builders import transcript
from tests.core.pipeline.test_regulatory_scoring import PROMOTER, ToyRegulatoryEngine
from tests.core.pipeline.toy import World, drive


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(
        background, "load_regulatory_engine", lambda *_, **__: ToyRegulatoryEngine()
    )
    return backgrounds.own_background("toy-regulatory")


def measure(world: World, out: Path, per_class: int = 200) -> str:
    world.spec()
    spec = BackgroundSpec(("toy-regulatory",), world.reference, world.genes, out, per_class)
    return drive(measure_background(spec))[1]


def test_changes_are_drawn_from_every_class_that_is_there_and_the_same_ones_again(world: World):
    world.spec()
    genes = load_genes(world.genes)
    with Reference(world.reference) as reference:
        first = list(draw(genes.transcripts, reference, sizes_of(160), 1))
        again = list(draw(genes.transcripts, reference, sizes_of(160), 1))
        for one in first:
            start = one.place.pos - 1
            assert reference.fetch("toy1", start, start + len(one.place.ref)) == one.place.ref
            change = change_of(
                Variant(Assembly.ARTIFICIAL, "toy1", one.place.pos, one.place.ref, one.alt)
            )
            assert change_class(change) == one.change
            assert max(len(change.deleted), len(change.inserted)) == one.change.longest
    assert first == again
    counts = Counter((one.element_class.value, one.change.name) for one in first)
    for name in ("promoter", "intron"):
        assert counts[name, "exchange 1"] == 160
        assert {counts[name, one.name] for one in CHANGE_CLASSES[1:]} == {20}


CODING = transcript(
    chrom="toy1", exons=((20_000, 20_800), (24_000, 25_000)), cds_start=20_790, cds_end=24_100
)
ON_MINUS = transcript(
    "OTHER",
    "-",
    ((30_000, 31_000), (33_000, 33_900)),
    chrom="toy1",
    cds_start=30_900,
    cds_end=33_100,
)


def drawn(world: World, kind: str) -> dict[str, set[int]]:
    """0-based places of 200 changes of each class."""
    world.spec()
    with Reference(world.reference) as reference:
        found = list(draw((CODING, ON_MINUS), reference, {ONE_BASE: 200}, 1, kind))
    return {
        name: {one.place.pos - 1 for one in found if one.element_class == name}
        for name in {one.element_class for one in found}
    }


def test_engines_of_5_utrs_are_given_changes_in_5_utrs(world: World):
    """Promoters reach 500 bases from where transcripts begin, 20,000 and 33,900."""
    places = drawn(world, FIVE_PRIME_UTR)
    assert set(places) == {ElementClass.PROMOTER, ElementClass.UTR5}
    near, far = {*range(20_000, 20_500), *range(33_400, 33_900)}, {*range(20_500, 20_790)}
    assert places[ElementClass.PROMOTER] <= near
    assert places[ElementClass.UTR5] <= far | {*range(33_100, 33_400)}
    assert min(len(one) for one in places.values()) > 100


def test_engines_of_poly_a_signals_are_given_changes_around_the_ends(world: World):
    window = int(load_utr_rules().polyadenylation.window.value)
    places = drawn(world, POLY_A)
    plus = {*range(25_000 - window - 70, 25_000 + 135)}
    minus = {*range(30_000 - 135, 30_000 + window + 70)}
    assert set(places) == {ElementClass.UTR3}
    assert places[ElementClass.UTR3] <= plus | minus
    assert places[ElementClass.UTR3] & plus
    assert places[ElementClass.UTR3] & minus


def test_an_engine_of_one_part_of_transcripts_is_measured_by_itself():
    assert kind_of_places(("framepool",)) == FIVE_PRIME_UTR
    assert kind_of_places(("mpra-dragonn", "jaspar")) == SEQUENCE
    assert kind_of_places(("mpra-dragonn", "xpresso")) == SEQUENCE
    with pytest.raises(UsageError, match="aparent2 is asked around the ends of transcripts only"):
        kind_of_places(("mpra-dragonn", "aparent2"))
    told = "2,000 of one base and 250 of each of 8 other sizes in each kind of element"
    assert where_drawn(POLY_A, 2_000) == f"{told}, around the ends of transcripts"
    assert where_drawn(SEQUENCE, 2_000) == told


def test_what_was_measured_gives_tail_probabilities_to_a_case(world: World, own: Path):
    world.add(PROMOTER)
    spec = world.spec()
    drive(read_case(spec))
    engine = ToyRegulatoryEngine()
    drive(score_case_regulatory(spec.case, "toy-regulatory", engine=engine))
    with CaseStore.open(spec.case) as store:
        (scores,) = store.regulatory.of([1]).values()
    setting = Setting("promoter", ONE_BASE, gc=scores[0].gc)
    assert backgrounds.tail_of(scores, setting) is None
    assert "random variants" in measure(world, own)
    tail = backgrounds.tail_of(scores, setting)
    assert tail is not None
    # A substitution adds or takes one A, or none: the toy says no more than that.
    assert tail.probability > 0.2
    assert backgrounds.usual_change("toy-regulatory", "0" * 64, "count_0") == pytest.approx(
        backgrounds.usual_change("toy-regulatory", "0" * 64, "count_1") / 2
    )
    assert backgrounds.usual_change("toy-regulatory", "1" * 64, "count_0") is None


def test_engines_keep_the_order_of_their_columns(own: Path):
    background = Background(
        digests={"zeta": "z", "alpha": "a"},
        usual={"zeta": {"t": 1.0}, "alpha": {"t": 1.0}},
        largest=np.array([[5.0, 1.0]], np.float32),
        element_class=np.array(["promoter"]),
        change=np.array([ONE_BASE.name]),
        gc=np.array([0.5], np.float32),
        source="made up",
    )
    backgrounds.save(background, own)
    (known,) = [one for one in backgrounds._all() if one.source == "made up"]
    assert list(known.digests) == ["zeta", "alpha"]
    assert known.largest.tolist() == [[5.0, 1.0]]


@pytest.mark.parametrize("content", [b"nothing of the kind", b"", b"PK\x03\x04", b"\x93NUMPY"])
def test_a_damaged_background_is_named_with_what_to_do(own: Path, content: bytes):
    own.parent.mkdir(parents=True)
    own.write_bytes(content)
    with pytest.raises(InputFileError, match="no background") as refused:
        backgrounds.tail_of([], Setting("promoter", ONE_BASE, gc=0.5))
    assert str(own) in refused.value.cause
    assert "Delete this file" in refused.value.remedy
    # numpy's own message advises to unpickle the file after all.
    assert "pickle" not in str(refused.value)
