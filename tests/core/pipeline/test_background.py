"""Background variants are drawn the same way each time, and what engines say of them is kept."""

from pathlib import Path

import numpy as np
import pytest

from core import backgrounds
from core.errors import InputFileError
from core.interpret.regulatory_tail import Background, Setting
from core.pipeline import background
from core.pipeline.background import BackgroundSpec, measure_background
from core.pipeline.background_variants import CLASSES, draw
from core.pipeline.intake import read_case
from core.pipeline.regulatory_scoring import score_case_regulatory
from core.sources.genes import load_genes
from core.sources.reference import Reference
from core.store.case_store import CaseStore
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
        first = list(draw(genes.transcripts, reference, 100, 1))
        again = list(draw(genes.transcripts, reference, 100, 1))
        for one in first:
            start = one.place.pos - 1
            assert reference.fetch("toy1", start, start + len(one.place.ref)) == one.place.ref
            assert one.alt != one.place.ref
    assert first == again
    counts = {name: sum(one.element_class == name for one in first) for name in CLASSES}
    assert counts["promoter"] == counts["intron"] == 100
    share = np.mean([one.is_indel for one in first])
    assert 0.1 < share < 0.3


def test_what_was_measured_gives_tail_probabilities_to_a_case(world: World, own: Path):
    world.add(PROMOTER)
    spec = world.spec()
    drive(read_case(spec))
    engine = ToyRegulatoryEngine()
    drive(score_case_regulatory(spec.case, "toy-regulatory", engine=engine))
    with CaseStore.open(spec.case) as store:
        (scores,) = store.regulatory.of([1]).values()
    setting = Setting("promoter", is_indel=False, gc=scores[0].gc)
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
        is_indel=np.array([False]),
        gc=np.array([0.5], np.float32),
        source="made up",
    )
    backgrounds.save(background, own)
    (known,) = [one for one in backgrounds._all() if one.source == "made up"]
    assert list(known.digests) == ["zeta", "alpha"]
    assert known.largest.tolist() == [[5.0, 1.0]]


def test_a_damaged_background_is_named_with_what_to_do(own: Path):
    own.parent.mkdir(parents=True)
    own.write_bytes(b"nothing of the kind")
    with pytest.raises(InputFileError, match="no background"):
        backgrounds.tail_of([], Setting("promoter", is_indel=False, gc=0.5))
