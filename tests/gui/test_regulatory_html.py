"""The table of tracks in the facts of a variant."""

from html import escape

from core.report.regulatory import NOTE
from gui.panels.regulatory_html import regulatory_section
from gui.theme import load_theme
from tests.core.report.test_regulatory import LIVER, SCORE

REFUSAL = "Not scored by APARENT2: no poly-A < signal. This does not mean harmless."


def test_why_an_engine_gave_no_score_is_told_with_what_the_others_say():
    html = regulatory_section([SCORE], [REFUSAL], None, (), (), load_theme("light"))
    assert escape(REFUSAL) in html
    assert html.index("K562_SV40_pooled") < html.index("APARENT2")


def test_reasons_alone_have_the_section_and_nothing_asked_has_none():
    html = regulatory_section([], [REFUSAL], None, (), (), load_theme("light"))
    assert "Regulatory sequence" in html
    assert escape(REFUSAL) in html
    assert NOTE not in html
    assert regulatory_section([], [], None, (), (), load_theme("light")) == ""


def test_tracks_of_the_tissues_of_interest_stand_at_the_top():
    html = regulatory_section([SCORE], (), None, (), LIVER, load_theme("light"))
    assert html.index("HepG2_SV40_pooled") < html.index("K562_SV40_pooled")
    assert html.index("K562_SV40_pooled") < html.index("K562_SV40_replicate1")
