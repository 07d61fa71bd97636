"""The table of tracks in the facts of a variant."""

from gui.panels.regulatory_html import regulatory_section
from gui.theme import load_theme
from tests.core.report.test_regulatory import LIVER, SCORE


def test_tracks_of_the_tissues_of_interest_stand_at_the_top():
    html = regulatory_section([SCORE], None, (), LIVER, load_theme("light"))
    assert html.index("HepG2_SV40_pooled") < html.index("K562_SV40_pooled")
    assert html.index("K562_SV40_pooled") < html.index("K562_SV40_replicate1")
