"""A name of a variant typed where the list is filtered."""

from pathlib import Path

import pytest

from core.listing import CandidateQuery, Movement, Order
from core.pipeline.intake import read_case
from core.pipeline.score import score_case
from core.session import CaseReader
from tests.core.pipeline.conftest import world
from tests.core.pipeline.test_asked_variant import DONOR, genes
from tests.core.pipeline.toy import ToyEngine, World, drive, other

__all__ = ["genes", "world"]


@pytest.fixture
def case(world: World, genes: Path) -> Path:
    """Two candidates of PLUSGENE: c.170+1G>T, and another base there; one change in MINUSGENE."""
    world.add(DONOR, ref="G", alt="T")
    world.add(DONOR, ref="G", alt="C")
    world.add(33_050)
    drive(read_case(spec := world.spec(genes=(genes,))))
    drive(score_case(spec.case, engine=ToyEngine()))
    return spec.case


@pytest.fixture
def ask(case: Path):
    with CaseReader(case) as reader:
        yield lambda text, **more: reader.order(CandidateQuery(text=text, **more))


def names(case: Path, order: Order) -> list[str]:
    with CaseReader(case) as reader:
        return sorted(one.facts.variant.spelled for one in reader.rows(order.ids))


@pytest.mark.parametrize(
    "text",
    [
        "NM_77.1:c.170+1G>T",
        "NM_77:c.170+1G>T",
        "ENST1.3:c.170+1G>T",
        "PLUSGENE:c.170+1G>T",
        "plusgene c.170 + 1 g > t",
        "NM_77.1(PLUSGENE):c.170+1G>T (p.?)",
        "toy1(NM_77.1):c.170+1G>T",
        "NM_77.1:n.270+1G>T",
        f"toy1:g.{DONOR}G>T",
        f"toy1-{DONOR}-G-T",
        f"toy1\u2011{DONOR}\u2011G\u2011T",
        f"toy1:{DONOR}:G:T",
        f"toy1\t{DONOR}\trs1\tG\tT\t50\tPASS\tDP=3\tGT\t0/1",
        f"toy1 {DONOR} . G T 50 PASS DP=3 GT 0/1",
    ],
)
def test_a_variant_is_found_by_every_name_it_has(case: Path, ask, text):
    found = ask(text)
    assert names(case, found) == [f"toy1-{DONOR}-G-T"]
    assert found.n_all == 3
    assert found.sought.why_none == ""


def test_a_variant_in_another_spelling_is_found(case: Path, world: World, ask):
    before = world.base(DONOR - 1)
    assert names(case, ask(f"toy1-{DONOR - 1}-{before}G-{before}T")) == [f"toy1-{DONOR}-G-T"]


def test_a_line_with_several_alleles_finds_each(case: Path, ask):
    for alts in ("T,C,A", "T,<DEL>,C,*"):
        found = ask(f"toy1\t{DONOR}\t.\tG\t{alts}")
        assert names(case, found) == [f"toy1-{DONOR}-G-C", f"toy1-{DONOR}-G-T"]
    assert "is not a variant in the form" in ask(f"toy1\t{DONOR}\t.\tG\t*").sought.why_none


def test_a_name_in_several_transcripts_of_a_gene_is_one_variant(case: Path, world: World, ask):
    """Both transcripts of MINUSGENE begin coding at 33,100: 33,050 is c.51."""
    pair = dict(zip("ACGT", "TGCA", strict=True))
    base = world.base(33_050)
    found = ask(f"MINUSGENE:c.51{pair[base]}>{pair[other(base)]}")
    assert names(case, found) == [f"toy1-33050-{base}-{other(base)}"]


@pytest.mark.parametrize(
    ("text", "n_found"),
    [
        ("PLUSGENE", 2),
        ("plusgene loss", 2),
        (f"toy1:{DONOR:,}", 2),
        (f"toy1\u2013{DONOR}", 2),
        (f"toy1-{DONOR}", 2),
        (f"toy1-{DONOR}-G", 2),
        (f"toy1-{DONOR}-G-", 2),
        ("MINUSGENE", 1),
        ("NOGENE", 0),
    ],
)
def test_genes_words_and_positions_are_no_names(ask, text, n_found):
    found = ask(text)
    assert (len(found.ids), found.sought) == (n_found, None)


@pytest.mark.parametrize("text", ["NF1:g.12C>G", f"GRCh38:17:{DONOR}:G:T"])
def test_a_chromosome_that_nobody_knows_is_named_and_nothing_is_denied(ask, text):
    found = ask(text)
    assert found.ids == ()
    assert "there is no chromosome" in found.sought.why_none
    assert "no candidate" not in found.sought.why_none


def test_a_name_that_is_only_begun_is_waited_for(ask):
    assert "beginning of a name" in ask("NM_77.1:c.").sought.why_none


def test_the_other_filters_hold_for_a_name_too(ask):
    found = ask("NM_77.1:c.170+1G>T", marked_only=True)
    assert found.ids == ()
    assert len(found.sought.ids) == 1


def test_what_is_no_candidate_says_so_and_has_a_way(ask):
    found = ask("NM_77.1:c.170+1G>A")
    assert found.ids == ()
    assert found.sought.has_way
    assert found.sought.why_none == (
        f"NM_77.1:c.170+1G>A is toy1-{DONOR}-G-A, which is no candidate of this case."
    )
    found = ask(f"toy1 {DONOR} . G A")
    assert (found.ids, found.sought.has_way) == ((), True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NM_77.1:c.170+1A>T", "the description says A, the reference has G there"),
        ("NM_77.2:c.170+1G>T", "hold NM_77.1, not NM_77.2.\n\nWrite NM_77.1 if"),
        ("NM_99.1:c.170+1G>T", "hold no transcript NM_99.1"),
        ("NOGENE:c.5A>G", "hold no gene NOGENE"),
        ("c.170+1G>T", "names no transcript and no gene"),
        ("NM_77.1:c.[5A>G;7C>T]", "several changes"),
        (f"toy1-{DONOR}-A-T", "REF says A, the reference has G"),
    ],
)
def test_what_cannot_be_resolved_says_why_in_the_words_of_the_resolver(ask, text, words):
    found = ask(text)
    assert found.ids == ()
    assert words in found.sought.why_none
    assert not found.sought.has_way


@pytest.mark.parametrize("text", ["NM_77.1:c.170+1", "NM_9:c.1", "PLUSGENE:c.5_6ins", "c.5A>"])
def test_a_name_that_is_being_typed_is_no_error(ask, text):
    assert "beginning of a name" in ask(text).sought.why_none


def test_without_the_reference_the_reason_is_told(case: Path, world: World):
    world.reference.unlink()
    with CaseReader(case) as reader:
        found = reader.order(CandidateQuery(text=f"toy1:g.{DONOR}G>T"))
        assert names(case, found) == [f"toy1-{DONOR}-G-T"]
        for text in ("NM_77.1:c.170+1G>T", f"toy1-{DONOR}-GA-G"):
            told = reader.order(CandidateQuery(text=text)).sought.why_none
            assert "without the reference the case was made with" in told


def test_the_order_on_screen_is_compared_with_what_the_name_finds(case: Path):
    query = CandidateQuery(text="NM_77.1:c.170+1G>T")
    with CaseReader(case) as reader:
        assert reader.movement(reader.ids(query), query) == Movement(0, 0)
