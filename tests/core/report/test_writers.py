"""What stands in the files that leave a case."""

import json
import re
from dataclasses import replace

import pytest

from core.domain.attribution import AttributionMethod
from core.domain.ledger import EngineLedger, Ledger
from core.domain.score import NotScored, NotScoredReason
from core.domain.transcript_name import TranscriptName
from core.report import words
from core.report.html import page_lines, report_html
from core.report.json import Beside, candidate_dict, report_json
from core.report.tsv import attribution_tsv, candidates_tsv, report_tsv, safe_cell
from core.report.values import ARTIFICIAL, RESEARCH_USE
from tests.core.report import examples


def test_html_is_one_file_without_scripts_or_links():
    html = report_html(examples.report())
    assert "<script" not in html
    assert not re.search(r"\b(src|href)\s*=", html)
    assert "url(" not in html
    assert "@import" not in html


def test_rows_drawings_and_headings_stay_whole_on_printed_pages():
    (rules,) = re.findall(r'<style media="print">(.*?)</style>', report_html(examples.report()), re.DOTALL)  # fmt: skip
    assert re.search(r"\btr\b[^{}]*\{[^}]*break-inside: avoid;", rules)
    assert re.search(r"\bsvg\b[^{}]*\{[^}]*break-inside: avoid;", rules)
    assert re.search(r"\bh3\b[^{}]*\{[^}]*break-after: avoid;", rules)
    assert "thead { display: table-header-group; }" in rules


def test_html_tells_every_number_of_a_candidate():
    html = report_html(examples.report(examples.detail()))
    for number in ("0.91", "0.95", "0.18", "0.98", "0.03", "2,113,022", "2,113,108", "2,114,757"):
        assert f">{number}<" in html, number
    assert "Makes a new donor 62 bases inside intron 2" in html
    assert "Donor loss 0.95 at the native site." in html
    assert "16 of 34 reads carry it" in html
    assert "possibly de novo; dominant" in html
    assert "NC_000016.10:g.2113046G&gt;A" in html


def test_html_names_method_digests_licence_ledger_and_limits():
    data = examples.report()
    html = report_html(data)
    for text in ("CC BY-NC 4.0", "MANE GRCh38 v1.4", "float32", "INFO/gnomAD_AF", data.report_id):
        assert text in html
    assert "ab" * 16 in html
    assert "1,204 records read: 1,200 kept, 4 set aside" in html
    assert "3 REF differs from the reference sequence" in html
    assert "They are not RNA evidence" in html
    assert "The header names no sample sex." in html


def test_unknown_frequency_is_a_dash_and_never_zero():
    html = report_html(examples.report(examples.detail(frequency=None)))
    row = re.search(r"Population frequency</th><td>(.*?)</td>", html)
    assert row is not None
    assert row[1] == "–"
    assert words.frequency(0.0).startswith("0 (")
    assert words.frequency(0.00012) == "0.00012"
    assert words.frequency(0.00002) == "0.00002"


def test_no_call_is_unknown_and_not_the_reference():
    html = report_html(examples.report(examples.detail()))
    calls = re.findall(r"<td>NA-MOTHER</td><td>mother</td><td>(.*?)</td>", html)
    assert "no call (unknown)" in calls


def test_an_unscored_candidate_says_why_and_that_this_is_not_harmless():
    html = report_html(examples.report(examples.unscored_detail()))
    assert "the deleted sequence is longer than the scored window" in html
    assert "This does not mean harmless." in html
    assert "needs eyes" in html


def test_a_script_in_a_note_or_name_is_escaped():
    attack = "<script>alert(1)</script>"
    detail = examples.detail(note=attack)
    assert detail.candidate is not None
    detail = replace(detail, candidate=replace(detail.candidate, gene_symbol=attack))
    html = report_html(examples.report(detail, dismissed=(examples.detail(3, note=attack),)))
    assert attack not in html
    assert html.count("&lt;script&gt;") >= 3


def test_research_line_and_artificial_label_stand_in_every_format():
    data = examples.report(is_artificial=True)
    html = report_html(data)
    assert RESEARCH_USE in html
    assert ARTIFICIAL in html
    assert RESEARCH_USE in report_tsv(data).decode()
    assert ARTIFICIAL in report_tsv(data).decode()
    told = replace(data, warnings=("No ClinVar file.", "Two\nlines."))
    lines = report_tsv(told).decode().splitlines()
    assert [line for line in lines if line.startswith("# NOTE")] == [
        "# NOTE: No ClinVar file.",
        "# NOTE: Two lines.",
    ]
    assert json.loads(report_json(data))["status"] == RESEARCH_USE
    assert json.loads(report_json(data))["label"] == ARTIFICIAL
    assert page_lines(data).label == ARTIFICIAL
    assert ARTIFICIAL not in report_html(examples.report())


def test_a_report_without_candidates_can_be_written():
    data = replace(examples.report(), candidates=())
    assert "None." in report_html(data)
    assert json.loads(report_json(data))["candidates"] == []


def test_json_and_html_carry_the_same_report_id():
    data = examples.report()
    assert json.loads(report_json(data))["report_id"] == data.report_id
    later = replace(data, generated_at="2027-01-01T00:00:00+00:00")
    assert later.report_id == data.report_id
    assert (
        examples.report(examples.detail(note="changed")).report_id
        != examples.report(examples.detail()).report_id
    )


def test_json_candidate_has_the_promised_shape():
    item = examples.report(examples.detail()).candidates[0]
    shape = candidate_dict(
        item.candidate, examples.info(), item.hgvs_g, Beside({"spliceai": item.tracks})
    )
    assert shape["variant"] == {
        "assembly": "GRCh38",
        "chrom": "chr16",
        "pos": examples.POS,
        "ref": "G",
        "alt": "A",
    }
    (score,) = json.loads(json.dumps(shape["scores"]))
    assert (score["engine"], score["masked"], score["distance"]) == ("spliceai", False, 500)
    assert (score["donor_loss"], score["donor_loss_offset"]) == (0.947, 62)
    assert score["masked_view"]["acceptor_loss"] == 0
    assert score["wide"]["acceptor_gain_offset"] == 1711
    assert score["ref"]["donor_loss"] == pytest.approx(0.978)
    assert score["alt"]["donor_gain"] == pytest.approx(0.913)
    assert shape["population_frequency"] is None
    assert shape["genotypes"]["NA-MOTHER"]["zygosity"] == "unknown"
    assert shape["phenotype_score"] == 0.8123
    assert shape["transcripts"][0]["mane"] == "MANE Select"
    assert shape["transcripts"][0]["hgvs_c"] is None


def test_names_in_transcripts_stand_in_json_and_in_the_report():
    told = examples.detail()
    (name, *_) = [place.transcript.transcript_id for place in told.facts.positions]
    named = replace(told, names={name: TranscriptName("NM_1.1:c.7A>G", "p.(Lys3Glu)")})
    item = examples.report(named).candidates[0]
    shape = candidate_dict(item.candidate, examples.info(), item.hgvs_g, Beside(names=item.names))
    first = shape["transcripts"][0]
    assert (first["hgvs_c"], first["hgvs_p"]) == ("NM_1.1:c.7A>G", "p.(Lys3Glu)")
    assert item.places[0].name == "NM_1.1:c.7A>G p.(Lys3Glu)"
    assert "<td>NM_1.1:c.7A&gt;G p.(Lys3Glu)</td>" in report_html(examples.report(named))


def test_json_without_tracks_leaves_raw_probabilities_unknown():
    item = examples.report(examples.detail()).candidates[0]
    shape = candidate_dict(item.candidate, examples.info(), item.hgvs_g)
    (score,) = json.loads(json.dumps(shape["scores"]))
    assert set(score["ref"].values()) == {None}


def test_json_of_an_unscored_candidate_names_the_reason():
    item = examples.report(examples.unscored_detail()).candidates[0]
    shape = candidate_dict(item.candidate, examples.info(), item.hgvs_g)
    assert shape["scores"] == []
    assert shape["not_scored"] == [{"engine": "spliceai", "reason": "ref_too_long", "detail": ""}]


def _table(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]


def test_tsv_has_one_row_per_candidate_and_a_dash_for_what_is_missing():
    rows = _table(report_tsv(examples.report()).decode())
    assert [row["rank"] for row in rows] == ["1", "2"]
    assert rows[0]["donor_loss"] == "0.9470"
    assert rows[0]["donor_loss_pos"] == str(examples.POS + 62)
    assert rows[0]["population_frequency"] == "–"
    assert rows[1]["max_delta"] == "–"
    assert "longer than the scored window" in rows[1]["not_scored"]


def test_the_largest_delta_of_a_row_looks_at_the_wide_window_too():
    near = examples.detail()
    assert near.candidate is not None
    (score,) = near.facts.scores
    assert score.wide is not None
    far = replace(score, wide=replace(score.wide, acceptor_gain=0.984))
    told = replace(near.candidate, facts=replace(near.facts, scores=(far,)))
    data = examples.report(replace(near, candidate=told, facts=told.facts))
    (row,) = _table(report_tsv(data).decode())
    assert (row["donor_loss"], row["max_delta"]) == ("0.9470", "0.9840")
    assert data.candidates[0].max_delta == 0.984


def test_tsv_cells_are_never_formulas_nor_broken_by_tabs():
    rows = _table(report_tsv(examples.report(examples.detail(note="=1+1\tand\nmore"))).decode())
    assert rows[0]["note"] == "'=1+1 and more"
    assert safe_cell("@SUM(A1)") == "'@SUM(A1)"
    assert safe_cell("-2.5") == "-2.5"
    assert safe_cell("") == "–"


def test_candidate_list_is_named_by_the_callers_function():
    candidate = examples.detail().candidate
    assert candidate is not None
    (row,) = _table(candidates_tsv([candidate], examples.info(), lambda variant: variant.spelled))
    assert row["hgvs_g"] == candidate.facts.variant.spelled
    assert row["genotype_NA-CHILD"] == "heterozygous"


def test_attribution_table_has_a_row_per_base_of_each_allele():
    detail = examples.detail(ref="G", alt="GTT")
    rows = _table(attribution_tsv(detail.attributions[0], detail.facts.variant))
    assert sum(row["allele"] == "ref" for row in rows) == 201
    assert sum(row["allele"] == "alt" for row in rows) == 203
    at_variant = [r for r in rows if r["allele"] == "alt" and r["pos"] == str(examples.POS)]
    assert [row["base"] for row in at_variant] == ["G", "T", "T"]


def test_attribution_table_tells_how_complete_it_is_where_the_method_promises_a_sum():
    detail = examples.detail()
    plain = detail.attributions[0]
    assert "completeness" not in attribution_tsv(plain, detail.facts.variant)
    ref = replace(plain.ref, residual=0.0012)
    told = replace(
        plain, method=AttributionMethod.INTEGRATED_GRADIENTS, ref=ref,
        alt=replace(plain.alt, residual=0.0031),
    )  # fmt: skip
    text = attribution_tsv(told, detail.facts.variant)
    (line,) = [line for line in text.splitlines() if line.startswith("# completeness 0.003")]
    assert line.endswith("REF 0.0012, ALT 0.0031")
    assert "integrated_gradients; plus-strand bases" in text


def test_a_ledger_that_does_not_add_up_is_told():
    broken = replace(examples.case_ledger(), records_read=9999)
    assert any(text.startswith("WARNING") for text in words.ledger(broken))
    assert not any(text.startswith("WARNING") for text in words.ledger(examples.case_ledger()))


def test_a_long_allele_is_shortened_for_people_and_whole_for_programs():
    detail = examples.detail(ref="G" * 500, alt="G")
    data = examples.report(detail)
    assert "GGGGG…(500 bases)&gt;G" in report_html(data)
    assert json.loads(report_json(data))["candidates"][0]["variant"]["ref"] == "G" * 500


def test_one_of_each_is_told_in_the_singular():
    engine = EngineLedger(variants=1, filtered={}, scored=0, not_scored={}, pending=1)
    one = Ledger(1, 1, {}, 1, 1, 0, {}, {"toy": engine})
    told = " ".join((*words.ledger(one), *words.unscored(one)))
    assert "1 record read" in told
    assert "1 alternate allele in" in told
    assert "1 variant offered to toy" in told
    assert "1 of 1 variant is not yet scored" in told
    assert not re.search(r"\b1 (records|alleles|variants)\b", told)


def test_html_tells_engines_exons_tables_neighbours_and_completeness():
    html = report_html(examples.report(examples.full_detail()))
    for text in (
        "TSC2: THE ENGINES DISAGREE.",
        (
            "MMSplice: exon 38 of NM_000548.5 (TSC2): delta logit PSI -1.59, possibly skipped more "
            "(not calibrated). Strongest in Liver (PSI 0.93 to 0.62), Lung (PSI 0.95 to 0.83)."
        ),
        "Looked up in scores.raw.vcf.gz (raw, within 50 bases): TSC2",
        "THEY DISAGREE by more than 0.1 (donor loss)",
        "donor loss 0.95 → 0.20 in TSC2",
        "integrated gradients from N, completeness 0.004",
    ):
        assert text in html, text
    plain = report_html(examples.report(examples.detail()))
    for heading in ("Exon inclusion", "Engines side by side", "On the same", "Tables of pre"):
        assert f"<h3>{heading}" in html
        assert f"<h3>{heading}" not in plain


def test_new_columns_stand_behind_the_known_ones_in_tsv_and_are_explained():
    data = examples.report(examples.full_detail(), examples.unscored_detail())
    text = report_tsv(data).decode()
    (row, empty) = _table(text)
    names = list(row)
    known = names.index("note") + 1
    assert names[known - 3 : known] == ["reasons", "mark", "note"]
    assert {"other_engines", "looked_up", "same_copy", "explained"} <= set(names[known:])
    for name in names[known:]:
        assert f"# column {name}: " in text
        assert empty[name] == "–" or name == "explained"
    assert row["engines_agree"] == "no"
    assert "OpenSpliceAI (MANE) (not calibrated) in TSC2:" in row["other_engines"]
    assert not row["other_engines"].startswith("SpliceAI")
    assert row["exon"] == "exon 38 of NM_000548.5 (TSC2)"
    assert float(row["exon_delta_logit_psi"]) == -1.59
    assert row["exon_tissues"].startswith("Liver (PSI 0.93 to 0.62)")
    assert "THEY DISAGREE" in row["looked_up"]
    assert "donor loss 0.95 → 0.20" in row["same_copy"]
    assert "completeness 0.004" in row["explained"]


def test_a_candidate_list_has_the_same_last_columns():
    candidate = examples.full_detail().candidate
    assert candidate is not None
    (row,) = _table(candidates_tsv([candidate], examples.info(), lambda variant: variant.spelled))
    assert row["exon_prediction"] == "possibly skipped more"
    assert list(row)[-1] == "same_copy"


def test_json_report_carries_exon_scores_of_its_candidates():
    data = examples.report(examples.full_detail())
    (item,) = json.loads(report_json(data))["candidates"]
    (exon,) = [score for score in item["scores"] if score.get("track") == "delta_logit_psi"]
    assert (exon["engine"], exon["exon_number"], exon["delta"]) == ("mmsplice", 38, -1.59)


def test_engines_that_give_the_same_reason_are_told_once():
    detail = examples.unscored_detail()
    (reason,) = detail.facts.not_scored
    facts = replace(detail.facts, not_scored=(reason, replace(reason, engine_id="pangolin")))
    assert detail.candidate is not None
    both = replace(detail, facts=facts, candidate=replace(detail.candidate, facts=facts))
    (told,) = examples.report(both).candidates[0].not_scored
    assert told.startswith("Not scored by Pangolin, SpliceAI: the deleted sequence is longer")


def test_why_regulatory_engines_gave_no_score_is_told_under_their_own_heading():
    detail = examples.unscored_detail()
    (reason,) = detail.facts.not_scored
    silent = NotScored("jaspar", NotScoredReason.NO_ELEMENT)
    facts = replace(detail.facts, not_scored=(reason, silent))
    assert detail.candidate is not None
    both = replace(detail, facts=facts, candidate=replace(detail.candidate, facts=facts))
    html = report_html(examples.report(both))
    said = html.index("Not scored by JASPAR")
    assert html.index("Not scored by SpliceAI") < html.index("<h3>Regulatory sequence</h3>") < said
    assert "This does not mean harmless." in html[said:]
