"""LDLR promoter, c.-140C>T: the variant of the shared case breaks the GC box of repeat 3, where SP1 binds.

Repeat 3 of the promoter is a site of SP1 (Dawson 1988 J Biol Chem 263:3372, general knowledge of the
paper, not re-read); in the reporter assay of Kircher 2019 (Nat Commun 10:3583) the variant takes the promoter
down to a seventh (log2 effect -2.87, the value of the shared case).
"""

from pathlib import Path

import numpy as np
import pytest

from core import packs
from core.domain.assembly import Assembly
from core.domain.variant import Variant
from core.interpret.motif_story import MotifEvent, motif_stories
from core.packs import PackState
from core.pipeline.annotation import Place
from core.pipeline.regulatory_asking import RegulatoryExaminer, RegulatoryQuestion
from core.sources.reference import Reference
from models.runtime import load_regulatory_engine

pytestmark = pytest.mark.science

VARIANT = Variant(Assembly.GRCH38, "chr19", 11_089_409, "C", "T")


def test_the_ldlr_variant_breaks_the_motif_of_sp1_in_repeat_3(shared: Path, spliceai_pack: Path):
    del spliceai_pack  # names the data folder
    if packs.status("jaspar").state is not PackState.INSTALLED:
        pytest.skip("The jaspar pack is not installed; run `intronaut packs install jaspar`.")
    with Reference(shared / "data" / "reference" / "GRCh38.fa.gz") as reference:
        examiner = RegulatoryExaminer(load_regulatory_engine("jaspar", device="cpu"), reference)
        place = Place(VARIANT.chrom, VARIANT.pos, VARIANT.ref)
        asked = examiner.question(1, place, VARIANT.alt)
        assert isinstance(asked, RegulatoryQuestion)
        ((_, scores),) = examiner.ask([asked])
    broken, *_ = motif_stories(scores[0].motifs, VARIANT)  # type: ignore[union-attr]
    assert broken.event is MotifEvent.BROKEN
    found = {one.motif.factor: one for one in (broken.motif, *broken.alike)}
    assert {"SP1", "SP4", "KLF8", "ZNF148", "ZNF281"} <= found.keys()
    sp1 = found["SP1"]
    assert sp1.ref.p == pytest.approx(1.9e-5, rel=0.02)
    assert sp1.alt.p == pytest.approx(4.7e-4, rel=0.02)
    # CTCCTCCCC on the plus strand: the variant hits its third base.
    assert (sp1.ref.offset, sp1.ref.strand, len(sp1.motif)) == (-2, "-", 9)
    assert np.log10(sp1.alt.p / sp1.ref.p) > 1
