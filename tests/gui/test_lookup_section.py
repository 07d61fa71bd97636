"""The detail view shows looked-up values beside computed ones, each labelled."""

from dataclasses import replace
from pathlib import Path

from core.domain.lookup import LookupScore
from core.domain.score import SpliceDelta
from core.session import CaseReader
from gui.panels.facts_html import facts_html
from gui.theme import Theme

TABLE = "spliceai_scores.raw.snv.hg38.vcf.gz"


def delta(donor_loss: float) -> SpliceDelta:
    return SpliceDelta(0, 0, 0, donor_loss, 0, 0, 0, 0, masked=False, distance=50)


def shown(case: Path, theme: Theme, *lookups: LookupScore) -> str:
    with CaseReader(case) as reader:
        detail = reader.detail(next(iter(reader.store.variants())).variant_id)
        facts = replace(detail.facts, lookups=lookups)
        return facts_html(replace(detail, facts=facts), reader.info(), theme)


def test_without_a_table_there_is_no_section(case: Path, theme: Theme):
    assert "Looked up" not in shown(case, theme)


def test_both_values_are_labelled_and_a_disagreement_is_named(case: Path, theme: Theme):
    page = shown(case, theme, LookupScore(TABLE, "1.3", "NF1", delta(0.17), delta(0.77)))
    assert f"Looked up in {TABLE} (raw, within 50 bases)" in page
    assert ">looked up<" in page
    assert ">computed<" in page
    assert "donor loss: disagree" in page
    assert "0.17" in page
    assert "acceptor loss: disagree" not in page


def test_a_variant_the_table_lacks_is_not_shown_as_zero(case: Path, theme: Theme):
    page = shown(case, theme, LookupScore(TABLE, "1.3", "<NF1>", None, delta(0.77)))
    assert "not in the table, which says nothing about it" in page
    assert "&lt;NF1&gt;" in page
    assert ">looked up<" not in page
