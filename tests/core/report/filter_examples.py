"""Filters as the job gives them: one with a match, one without, one that nothing activates."""

from core.domain.motif import Motif
from core.domain.network_filter import FilterReport, MotifLikeness, NetworkFilter

GATA = ((0, 0, 9, 1), (10, 0, 0, 0), (0, 0, 0, 10), (10, 0, 0, 0))


def motif(factor: str) -> Motif:
    return Motif("MA0001.1", factor, "", "", ((8.0, 1.0, 1.0, 0.0),) * 3)


def filter_report(*, compared: bool = True) -> FilterReport:
    match = MotifLikeness(motif("GATA<1>"), -1, "-", 2e-6, 0.004)
    far = MotifLikeness(motif("FAR"), 0, "+", 0.02, 0.6)
    return FilterReport(
        engine_id="lab-net",
        title="Net of <our> lab",
        version="1",
        digest="0" * 64,
        track="",
        filters=(
            NetworkFilter(3, GATA, 10, 1.5, (match, far) if compared else ()),
            NetworkFilter(1, GATA, 7, 1.0, (far,) if compared else ()),
            NetworkFilter(2, ((0, 0, 0, 0),) * 4, 0, -0.2, ()),
        ),
        source="2,000 random stretches of 200 bases of promoters",
        compared_with="JASPAR 2026, 1,005 motifs" if compared else "",
        notes=() if compared else ("No filter is compared with motifs.",),
    )
