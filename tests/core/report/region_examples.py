"""A region with a gene, elements, variants and two tracks, made up."""

from dataclasses import replace

import numpy as np

from core.domain.activity import Activity, ActivityTrack, AlleleActivity, RegionScan
from core.domain.assembly import Assembly
from core.domain.element import ElementKind, PredictedElement, Stretch
from core.domain.transcript import Transcript
from core.domain.variant import Variant
from core.interpret.predicted import load_predicted_rules
from core.region import RegionView

PLACE = Stretch("chr19", 11_000_000, 11_100_000)
POS = 11_040_001
TRACKS = tuple(
    ActivityTrack(engine, engine, "1", "d", name, cell_type=cell_type, unit="bases")
    for engine, name, cell_type in (
        ("mpra-dragonn", "HepG2_minP_pooled", "HepG2"),
        ("bpnet-ctcf", "CTCF_reads", "K562"),
    )
)


def region(place: Stretch = PLACE) -> RegionView:
    transcript = Transcript(
        "NM_1.1",
        "TOY",
        "GENE1",
        "chr19",
        "+",
        11_020_000,
        11_080_000,
        ((11_020_000, 11_020_400), (11_079_000, 11_080_000)),
        11_020_100,
        11_079_500,
    )
    variant = Variant(Assembly.GRCH38, "chr19", POS, "C", "T")
    listed = (Stretch("chr19", 11_050_000, 11_051_000),)
    marks = (11_010_000, POS)
    return RegionView(place, (transcript,), listed, (), marks, variant, load_predicted_rules())


def scan(n_known: int = 100_000, *, has_alt: bool = True) -> RegionScan:
    """Nothing but one peak of 300 bases at the variant; the rest of both tracks is quiet."""
    values = np.full(100_000, 0.25, np.float32)
    values[39_900:40_200] = 3.0
    values[n_known:] = np.nan
    activities = tuple(Activity(track, PLACE.start, values) for track in TRACKS)
    peak = Stretch("chr19", PLACE.start + 39_900, PLACE.start + 40_200)
    element = PredictedElement(
        ElementKind.ENHANCER, peak, 3.0, 1.5, "mpra-dragonn", "1", "d", "HepG2"
    )
    near = tuple(
        replace(one, start=POS - 251, values=np.full(501, 1.0, np.float32)) for one in activities
    )
    alt = AlleleActivity(region().selected.spelled, near) if has_alt else None
    rule_set = "toy" if n_known == len(values) else ""
    return RegionScan(PLACE, activities, (element,), rule_set, alt)
