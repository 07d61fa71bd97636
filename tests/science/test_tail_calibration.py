"""Tails of random changes that were not measured are spread evenly, whatever the size of the change."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.domain.assembly import Assembly
from core.domain.element import ElementClass
from core.domain.regulatory import RegulatoryScore
from core.domain.score import NotScored, NotScoredReason
from core.domain.variant import Variant
from core.interpret.change_class import ONE_BASE
from core.pipeline.annotation import Place
from core.pipeline.background_variants import draw
from core.pipeline.regulatory_asking import RegulatoryExaminer
from core.pipeline.regulatory_scoring import regulatory_run
from core.regulation import tail_at
from core.sources.genes import load_genes
from core.sources.reference import Reference
from models.runtime import load_regulatory_engine

pytestmark = [pytest.mark.science, pytest.mark.usefixtures("regulatory_packs")]

ENGINES = ("mpra-dragonn", "bpnet-ctcf")
SEED = 1_906
"""Another one than that of the background: places and changes are new."""
N = 120


@pytest.fixture(scope="module")
def places(shared: Path) -> list[Place]:
    data = shared / "data"
    genes = load_genes(data / "genes" / "MANE.GRCh38.gff3.gz")
    with Reference(data / "reference" / "GRCh38.fa.gz") as reference:
        promoters = (ElementClass.PROMOTER,)
        drawn = draw(genes.transcripts, reference, {ONE_BASE: N}, SEED, classes=promoters)
        return [one.place for one in drawn]


def changed(
    places: list[Place], reference: Reference, deleted: int, inserted: int
) -> list[Variant]:
    """Random changes that begin at these places; those beside unknown bases are left out."""
    rng = random.Random(SEED)
    found = []
    for one in places:
        anchor = int(not (deleted and inserted))
        ref = reference.fetch(one.chrom, one.pos - 1, one.pos - 1 + deleted + anchor)
        drawn = rng.choices("ACGT", k=inserted)
        if deleted and inserted:
            for end in (0, -1):
                drawn[end] = rng.choice([base for base in "ACGT" if base != ref[end]])
        alt = ref[:anchor] + "".join(drawn)
        if "N" not in ref:
            found.append(Variant(Assembly.GRCH38, one.chrom, one.pos, ref, alt))
    return found


def answers(
    engine_id: str, variants: list[Variant], reference: Reference
) -> Iterator[tuple[int, RegulatoryScore]]:
    examiner = RegulatoryExaminer(load_regulatory_engine(engine_id), reference)
    run = regulatory_run(examiner.info, "", "")
    asked = [
        examiner.question(number, Place(one.chrom, one.pos, one.ref), one.alt)
        for number, one in enumerate(variants)
    ]
    for number, answer in examiner.ask(
        [one for one in asked if not isinstance(one, NotScoredReason)]
    ):
        if not isinstance(answer, NotScored):
            yield number, replace(answer[0], run=run)


@pytest.mark.parametrize(
    ("deleted", "inserted"),
    [(1, 1), (2, 2), (4, 4), (5, 5), (20, 20), (35, 35), (0, 2), (9, 0), (40, 0)],
)
def test_one_random_change_in_twenty_is_among_the_most_unusual_twentieth(
    shared: Path, places: list[Place], deleted: int, inserted: int
) -> None:
    with Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as reference:
        variants = changed(places, reference, deleted, inserted)
        by_engine = [dict(answers(one, variants, reference)) for one in ENGINES]
    tails = [
        tail_at(variant, ElementClass.PROMOTER, [by_engine[0][number], by_engine[1][number]])
        for number, variant in enumerate(variants)
        if all(number in one for one in by_engine)
    ]
    shares = np.array([one.probability for one in tails if one is not None])
    assert len(shares) > 0.8 * N
    # Never too small; shorter changes of a class look less unusual than they are.
    assert (shares <= 0.05).mean() <= 0.11
    assert np.median(shares) >= 0.38
    if (deleted, inserted) in {(1, 1), (2, 2), (5, 5), (20, 20)}:
        assert np.median(shares) <= 0.62
