"""Drawings: well-formed, inside their frame, and telling what is there."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.domain.attribution import AttributionMethod
from core.report.canvas import Axis, TextStyle, place_labels
from core.report.svg import attribution_svg, variant_figure
from tests.core.report import examples

SVG = "{http://www.w3.org/2000/svg}"


def _texts(svg: str) -> list[str]:
    return [item.text or "" for item in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def _outside(svg: str) -> list[str]:
    """Texts that may reach beyond the frame, by a generous estimate of their width."""
    root = ET.fromstring(svg)  # noqa: S314 - our own
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    found = []
    for item in root.iter(f"{SVG}text"):
        text, x, y = item.text or "", float(item.attrib["x"]), float(item.attrib["y"])
        size = TextStyle(float(item.attrib["font-size"])).width(text) * 0.98
        shift = {"start": 0.0, "middle": size / 2, "end": size}[item.attrib["text-anchor"]]
        if x - shift < 0 or x - shift + size > width or not 0 < y <= height:
            found.append(text)
    return found


DETAILS = {
    "snv": examples.detail(),
    "deletion": examples.detail(ref="GTAAGTCCAGGAACTT", alt="G"),
    "insertion": examples.detail(ref="G", alt="G" + "ACGT" * 6),
    "unscored": examples.unscored_detail(),
}


@pytest.mark.parametrize("name", DETAILS)
def test_labels_of_the_figure_lie_inside_it(name):
    assert _outside(variant_figure(DETAILS[name])) == []


@pytest.mark.parametrize("flank", [None, 30, 100])
@pytest.mark.parametrize("name", ["snv", "deletion", "insertion"])
def test_labels_of_the_logo_lie_inside_it(name, flank):
    detail = DETAILS[name]
    assert _outside(attribution_svg(detail.attributions[0], detail, flank=flank)) == []


def test_figure_names_variant_genes_effects_and_values():
    texts = _texts(variant_figure(examples.detail()))
    assert "chr16:2,113,046 G>A" in texts
    assert any("NM_000548.5" in text and "minus strand" in text for text in texts)
    assert {"donor loss 0.95", "donor gain 0.91", "acceptor gain 0.18"} <= set(texts)
    assert {"0.98", "0.91", "0.03", "0", "0.5", "1"} <= set(texts)
    assert "position on chr16 (GRCh38)" in texts


def test_a_letter_hangs_upside_down_exactly_where_the_alternative_is_lower():
    score = replace(examples.score(), wide=None)
    detail = examples.detail()
    detail = replace(detail, facts=replace(detail.facts, scores=(score,)))
    root = ET.fromstring(variant_figure(detail))  # noqa: S314 - our own
    turned = [
        item.text for item in root.iter(f"{SVG}text") if "rotate(180" in item.get("transform", "")
    ]
    assert "D" in turned
    same = replace(detail, tracks=(replace(examples.track(), alt=examples.track().ref),))
    assert "rotate(180" not in variant_figure(same)


def test_figure_widens_to_a_far_site_and_tells_what_was_not_evaluated():
    svg = variant_figure(examples.detail())
    assert "Grey: not evaluated." in _texts(svg)
    near = examples.detail()
    near = replace(near, facts=replace(near.facts, scores=(replace(examples.score(), wide=None),)))
    assert "Grey: not evaluated." not in _texts(variant_figure(near))


def test_figure_without_a_track_tells_why():
    texts = _texts(variant_figure(examples.unscored_detail()))
    assert any("longer than the scored window" in text for text in texts)


def test_figure_tells_a_reason_of_several_engines_once():
    detail = examples.unscored_detail()
    (reason,) = detail.facts.not_scored
    engines = ("spliceai", "openspliceai", "pangolin", "mmsplice")
    several = tuple(replace(reason, engine_id=engine_id) for engine_id in engines)
    svg = variant_figure(replace(detail, facts=replace(detail.facts, not_scored=several)))
    assert _outside(svg) == []
    (told,) = [text for text in _texts(svg) if text.startswith("Not scored")]
    assert told.count("longer than the scored window") == 1


def test_figure_of_a_variant_far_from_genes_says_so():
    detail = replace(examples.unscored_detail(), transcripts=())
    assert "No loaded transcript lies in this window." in _texts(variant_figure(detail))


def test_sparse_tracks_draw_the_same_sites_as_complete_ones():
    full = examples.track()
    kept = np.maximum(full.ref, full.alt).max(axis=0) >= 0.01
    sparse = replace(
        full,
        is_complete=False,
        offsets=full.offsets[kept],
        ref=full.ref[:, kept],
        alt=full.alt[:, kept],
    )
    detail = examples.detail()
    assert variant_figure(replace(detail, tracks=(sparse,))) == variant_figure(detail)


def test_texts_are_escaped():
    detail = examples.detail()
    named = tuple(replace(item, gene_symbol="<b>&") for item in detail.transcripts)
    svg = variant_figure(replace(detail, transcripts=named))
    assert "<b>" not in svg
    assert any(text.startswith("<b>& ·") for text in _texts(svg))


def test_logo_stretches_letters_up_and_down_and_boxes_the_change():
    detail = examples.detail()
    svg = attribution_svg(detail.attributions[0], detail)
    assert svg.count('stroke-dasharray="3 2"') == 1
    assert 'fill="#00845f"' in svg
    texts = _texts(svg)
    assert "REF: probability of the site <0.01" in texts
    assert "ALT: probability of the site 0.91" in texts
    assert "unannotated donor at chr16:2,113,046" in texts
    assert any("in-silico mutagenesis" in text for text in texts)


def test_logo_names_the_method_and_how_complete_it_is():
    detail = examples.detail()
    shown = detail.attributions[0]
    method = AttributionMethod.INTEGRATED_GRADIENTS
    told = replace(shown, method=method, ref=replace(shown.ref, residual=0.004))
    texts = _texts(attribution_svg(told, detail))
    assert any("integrated gradients from N, completeness 0.004" in text for text in texts)


def test_logo_marks_a_site_the_transcript_has_as_annotated():
    variant = examples.detail().facts.variant
    detail = examples.detail()
    texts = _texts(attribution_svg(examples.attribution(variant, 62), detail))
    assert "annotated donor at chr16:2,113,108" in texts


def test_logo_of_nothing_but_zeros_is_drawn():
    detail = examples.detail()
    shown = detail.attributions[0]
    zero = replace(shown.ref, contribution=np.zeros_like(shown.ref.contribution))
    silent = replace(shown, ref=zero, alt=replace(zero, allele="alt"))
    assert _outside(attribution_svg(silent, detail)) == []


def test_axis_ticks_are_round_and_no_more_than_asked_for():
    for span in (3, 17, 61, 999, 1001, 10_001, 123_456):
        ticks = Axis(2_113_046, 2_113_046 + span, 0, 700).ticks(6)
        assert 0 < len(ticks) <= 7
        steps = {second - first for first, second in pairwise(ticks)}
        assert len(steps) <= 1
        assert all(re.fullmatch("[125]0*", str(step)) for step in steps)


def test_labels_that_would_touch_are_moved_or_left_out():
    assert place_labels([(50, 20), (55, 20), (100, 20)]) == {0: 50, 2: 100}
    assert place_labels([(50, 20), (55, 20)], (0, -20, 20)) == {0: 50, 1: 75}
    assert place_labels([(5, 20)], limits=(0, 100)) == {}
