"""Elements and links of registered tables in a case: which variants are ranked, by which gene, and why."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core import review
from core.describe import describe_variant
from core.domain.assembly import Assembly
from core.domain.candidate import Lane, Mark
from core.domain.element import ElementClass, ElementKind, PredictedElement, Stretch
from core.domain.local_value import LocalEntry, LocalValue, Registration
from core.domain.zone import Zone
from core.elements import CaseElements, unranked_distal
from core.errors import InputFileError, UsageError
from core.pipeline.annotate import annotate_case, look_up_everything
from core.pipeline.intake import read_case
from core.pipeline.local_sources import add_local_source, look_up_local, remove_local_source
from core.pipeline.opened import open_case
from core.pipeline.patient import change_patient
from core.pipeline.rank import rank_case
from core.pipeline.region_lists import read_spans
from core.pipeline.score import score_case
from core.pipeline.spec import DescribeSpec, PatientChange
from core.report.data import freeze
from core.report.html import report_html
from core.report.json import report_json
from core.report.unlisted import unlisted
from core.session import CaseReader
from core.store.case_store import CaseStore
from core.trace import trace_text
from core.zones import lost_words
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive, other
from tests.core.sources.local_files import write_table

LINKED, ALONE, NOWHERE, DEEP = 45_000, 47_000, 50_000, PLUS[1][1] + 400
"""1-based places: in an element with a link, in one without, in none; deep in an intron of PLUSGENE."""

CCRE = ("toy1 44900 45100 dELS,CTCF-bound", "toy1 46900 47100 pELS")
ABC_HEAD = "chr start end name class TargetGene ABC.Score CellType"
ABC = (
    ABC_HEAD,
    "toy1 44900 45100 e1 intergenic PLUSGENE 0.3 liver",
    "toy1 44900 45100 e1 intergenic MINUSGENE 0.1 K562",
    f"toy1 {DEEP - 50} {DEEP + 50} e2 genic MINUSGENE 0.2 liver",
)


@pytest.fixture
def case(world: World) -> Path:
    for pos in (LINKED, ALONE, NOWHERE, DEEP):
        world.add(pos)
    drive(read_case(spec := world.spec()))
    return spec.case


def register(path: Path, layout: str, **told: str) -> None:
    drive(add_local_source(Registration(path, layout, assembly="artificial", **told)))


def with_tables(world: World, case: Path, *, links: tuple[str, ...] = ABC) -> Path:
    register(write_table(world.folder / "ccre.bed", *CCRE), "elements", version="4")
    if links:
        register(write_table(world.folder / "abc.tsv", *links), "abc", version="2021")
    drive(look_up_everything(case))
    drive(score_case(case, engine=ToyEngine()))
    return case


def listed(case: Path) -> dict[int, tuple[Lane, str]]:
    with CaseStore.open(case) as store:
        found = review.candidates(store, store.candidate_ids())
        return {one.facts.variant.pos: (one.lane, one.gene_symbol) for one in found}


def key(store: CaseStore, pos: int) -> int:
    return next(one.variant_id for one in store.variants() if one.variant.pos == pos)


def spelled(world: World, pos: int) -> str:
    return f"toy1-{pos}-{world.base(pos)}-{other(world.base(pos))}"


def test_without_tables_what_lies_far_from_genes_is_counted_and_not_ranked(world, case):
    drive(score_case(case, engine=ToyEngine()))
    assert set(listed(case)) == {DEEP}
    with CaseStore.open(case) as store:
        assert unranked_distal(store).n_variants == 3
        assert trace_text(store, spelled(world, NOWHERE)).conclusion == (
            f"{spelled(world, NOWHERE)} is unranked distal: it lies outside genes and promoters, in no "
            "listed element, and no table of links to genes was looked into. It is counted, not "
            "ranked, which does not mean harmless."
        )


def test_a_variant_far_from_genes_is_ranked_only_in_an_element_with_a_link(world, case):
    with_tables(world, case)
    assert listed(case)[LINKED] == (Lane.ENHANCER, "PLUSGENE")
    assert set(listed(case)) == {LINKED, DEEP}
    with CaseStore.open(case) as store:
        found = unranked_distal(store)
        assert (found.n_variants, found.n_in_elements) == (2, 1)
        (told,) = unlisted(store)
        assert told.startswith(
            "Unranked distal: 2 variants that passed the gates lie outside genes"
        )
        trace = trace_text(store, spelled(world, ALONE))
        assert "in a listed element" in trace.conclusion or "in listed elements" in trace.conclusion
        assert "no link of a loaded table leads from there to a gene" in trace.conclusion


def test_what_was_not_looked_up_is_told_as_unknown_until_it_is(world, case):
    register(write_table(world.folder / "ccre.bed", *CCRE), "elements")
    drive(annotate_case(case))
    drive(score_case(case, engine=ToyEngine()))

    def told() -> dict[str, str]:
        with CaseStore.open(case) as store:
            steps = trace_text(store, spelled(world, ALONE)).steps
        return {one.name: one.value for one in steps if one.name.startswith("elements")}

    with CaseStore.open(case, write=True) as store:
        store.local_values.forget([one.name for one in store.local_values.sources()])
        where = key(store, ALONE)
    before = told()
    assert before["elements: Class"] == "other as far as is known; 1 of 1 table gave no answer"
    assert before["elements"] == (
        f"lies in a listed element; `intronaut case tracks CASE {spelled(world, ALONE)}` looks up in "
        "which"
    )
    assert "no link that was looked up" in before["elements: Target gene"]
    drive(look_up_local(case, [where]))
    after = told()
    assert after["elements: Class"] == "enhancer"
    assert "elements" not in after


def test_the_reason_names_element_gene_score_cell_type_and_distance(world, case):
    with_tables(world, case)
    with CaseStore.open(case) as store:
        (found,) = review.candidates(store, [key(store, LINKED)])
        (reason,) = [one for one in found.reasons if one.topic == "element"]
    assert reason.sentence == (
        "Lies in a regulatory element linked to PLUSGENE (activity by contact, ABC score 0.3 in liver; "
        "24,999 bases from where it begins); what it does there is not computed."
    )


def test_an_intronic_variant_may_stand_for_the_gene_its_element_is_linked_to(world, case):
    with_tables(world, case)
    with CaseStore.open(case) as store:
        known = review.facts(store, [key(store, DEEP)])[0]
    assert [one.gene_symbol for one in known.targets] == ["MINUSGENE"]
    assert listed(case)[DEEP] == (Lane.ENHANCER, "MINUSGENE")


def test_elements_without_links_give_no_place_in_the_list(world, case):
    with_tables(world, case, links=())
    assert set(listed(case)) == {DEEP}


def test_links_without_a_case_of_elements_are_elements_themselves(world, case):
    register(write_table(world.folder / "abc.tsv", *ABC), "abc")
    drive(look_up_everything(case))
    drive(score_case(case, engine=ToyEngine()))
    assert listed(case)[LINKED] == (Lane.ENHANCER, "PLUSGENE")


@pytest.mark.parametrize(("has_elements", "expected"), [(True, True), (False, False)])
def test_a_loop_counts_in_an_element_alone(world, case, has_elements, expected):
    rows = f"toy1 44000 46000 toy1 {PLUS[0][0] - 500} {PLUS[0][0] + 500}"
    register(write_table(world.folder / "loops.bedpe", rows), "hic-loops", cell_type="liver")
    if has_elements:
        register(write_table(world.folder / "ccre.bed", *CCRE), "elements")
    drive(look_up_everything(case))
    drive(score_case(case, engine=ToyEngine()))
    assert (listed(case).get(LINKED) == (Lane.ENHANCER, "PLUSGENE")) is expected


def test_an_eqtl_in_the_same_element_links_it_to_its_gene(world, case):
    head = "variant_id gene_id tss_distance ma_samples ma_count maf pval_nominal slope"
    rows = (
        "toy1_45080_A_C_x MINUSGENE 5 6 7 0.1 1e-8 0.4",
        "toy1_47200_A_C_x PLUSGENE 5 6 7 0.1 1e-8 0.4",
    )
    register(write_table(world.folder / "q.txt", head, *rows), "gtex-eqtl", cell_type="liver")
    register(write_table(world.folder / "ccre.bed", *CCRE), "elements")
    drive(look_up_everything(case))
    drive(score_case(case, engine=ToyEngine()))
    found = listed(case)
    assert found[LINKED] == (Lane.ENHANCER, "MINUSGENE")
    assert ALONE not in found, "its eQTL lies outside the element"


def test_inactive_chromatin_is_told_and_is_no_element(world, case):
    rows = ("toy1 44000 46000 15_Quies", "toy1 46000 48000 7_Enh")
    register(write_table(world.folder / "E066_s.bed", *rows), "elements")
    drive(annotate_case(case))
    drive(look_up_local(case, ()))
    with CaseStore.open(case) as store:
        ids = [one.variant_id for one in store.variants()]
        zones = {one.variant.pos: one.zones for one in review.facts(store, ids)}
    assert (zones[LINKED], zones[ALONE]) == ((), (Zone.ELEMENT,))


def test_a_marked_variant_stays_in_the_list(world, case):
    drive(score_case(case, engine=ToyEngine()))
    with CaseStore.open(case, write=True) as store:
        store.set_mark(key(store, NOWHERE), Mark.REPORT, "")
    drive(rank_case(case))
    assert listed(case)[NOWHERE][0] is Lane.UNSCORED


def test_a_table_registered_later_is_asked_before_the_list_is_ranked(world, case):
    drive(score_case(case, engine=ToyEngine()))
    assert LINKED not in listed(case)
    register(write_table(world.folder / "abc.tsv", *ABC), "abc")
    drive(annotate_case(case))
    assert listed(case)[LINKED] == (Lane.ENHANCER, "PLUSGENE")
    remove_local_source("abc-links")
    drive(annotate_case(case))
    drive(look_up_local(case))
    drive(rank_case(case))
    assert LINKED not in listed(case)


def test_a_list_that_was_ranked_without_the_tables_of_its_case_says_so(world, case):
    register(write_table(world.folder / "abc.tsv", *ABC), "abc", version="2021")
    drive(annotate_case(case))
    drive(score_case(case, engine=ToyEngine()))
    with CaseStore.open(case) as store:
        assert lost_words(store) == ()
    remove_local_source("abc-links")
    notes = [one.note for one in drive(rank_case(case))[0] if one.note]
    assert LINKED not in listed(case)
    with CaseStore.open(case) as store:
        assert lost_words(store) == tuple(notes)
        assert notes[0].startswith(
            "This case was annotated with ABC links: abc (2021), not registered"
        )
        assert unlisted(store)[-1] == notes[0]
        assert (
            "ABC links: abc (2021), which may link it to a gene, was not there when it was ranked"
            in trace_text(store, spelled(world, LINKED)).conclusion
        )
    drive(annotate_case(case))
    with CaseStore.open(case) as store:
        assert lost_words(store) == ()


def test_answers_of_earlier_versions_without_places_are_asked_for_anew(world, case):
    with_tables(world, case)
    with CaseStore.open(case, write=True) as store:
        where = key(store, LINKED)
        old = LocalValue(store.local_values.of(where)[0].value.coverage, (LocalEntry(0.3, "old"),))
        store.local_values.write("abc-links", {where: old})
    drive(rank_case(case))
    assert listed(case)[LINKED] == (Lane.ENHANCER, "PLUSGENE")


def test_a_table_of_another_build_is_told_by_a_place_no_contig_has(tmp_path):
    path = write_table(tmp_path / "ccre.bed", "chr21 46709900 46709990 D E dELS")
    (source,) = (drive(add_local_source(Registration(path, "encode-ccre", assembly="GRCh38")))[1],)
    with pytest.raises(
        InputFileError, match="beyond the end of chr21: it is of another genome build"
    ):
        read_spans(source, Assembly.GRCH38)
    assert read_spans(source, Assembly.GRCH37)["chr21"].start.tolist() == [46709900]


def test_detail_report_json_and_trace_tell_the_same(world, case):
    with_tables(world, case)
    with CaseStore.open(case) as store:
        detail = review.detail(store, key(store, LINKED))
        data = freeze(store, generated_at="2026-01-01T00:00:00+00:00")
        steps = trace_text(store, spelled(world, LINKED)).steps
    found = detail.elements
    assert found.element_class is ElementClass.ENHANCER
    assert [one.kind for one in found.elements] == [
        ElementKind.ENHANCER,
        ElementKind.ENHANCER,
        ElementKind.ENHANCER,
    ]
    assert [round(one.share, 2) for one in found.targets] == [0.75, 0.25]
    shape = json.loads(report_json(data))
    (mine,) = [one for one in shape["candidates"] if one["variant"]["pos"] == LINKED]
    assert mine["element_class"] == "enhancer"
    first = mine["elements"][0]
    assert first["place"] == {"chrom": "toy1", "start": 44900, "end": 45100}
    assert {"title": "Regulatory elements: ccre", "version": "4"}.items() <= first["source"].items()
    assert len(first["source"]["digest"]) == 64
    assert [one["gene_symbol"] for one in mine["target_genes"]] == ["PLUSGENE", "MINUSGENE"]
    assert mine["target_genes"][0]["links"][0]["score"] == 0.3
    assert shape["unranked_distal"] == {"n_variants": 2, "n_in_elements": 1}
    html = report_html(data)
    assert "Elements and target genes" in html
    assert "enhancer-like, distal: open chromatin with H3K27ac" in html
    assert "75% of all links here" in html
    assert "Unranked distal: 2 variants" in html
    told = [one.value for one in steps if one.name == "elements: Target gene PLUSGENE"]
    assert told == [found.targets[0].sentence]
    with CaseReader(case) as reader:
        assert reader.elements([detail.facts])[detail.facts.variant_id] == found


def test_a_table_that_cannot_be_read_is_told_and_stops_nothing(world, case):
    with_tables(world, case)
    (world.folder / "abc.tsv").unlink()
    with CaseStore.open(case, write=True) as store:
        where = key(store, LINKED)
        store.local_values.forget(["abc-links"])
    drive(rank_case(case))
    assert LINKED not in listed(case)
    with CaseStore.open(case) as store:
        found = review.detail(store, where).elements
    assert found.unanswered == ("ABC links: abc (2021): the file is not there",)
    assert found.n_tables == 2


def test_predicted_elements_let_a_loop_count(world, case):
    rows = f"toy1 49000 51000 toy1 {PLUS[0][0] - 500} {PLUS[0][0] + 500}"
    register(write_table(world.folder / "loops.bedpe", rows), "hic-loops")
    drive(look_up_everything(case))
    drive(score_case(case, engine=ToyEngine()))

    def predicting(place: Stretch) -> list[PredictedElement]:
        here = Stretch(place.chrom, place.start - 50, place.end + 50)
        return [PredictedElement(ElementKind.ENHANCER, here, 0.9, 0.5, "toy", "1", "e5")]

    with CaseStore.open(case) as store:
        stored = next(one for one in store.variants() if one.variant.pos == NOWHERE)
        place = stored.variant_id, stored.variant, ()
        assert CaseElements(store).targets(*place) == ()
        (target,) = CaseElements(store, predicting).targets(*place)
        assert target.gene_symbol == "PLUSGENE"
        found = CaseElements(store, predicting).at(*place)
    assert found.element_class is ElementClass.ENHANCER


def test_tissues_come_from_the_signs_or_are_chosen(world):
    world.add(LINKED)
    register(write_table(world.folder / "abc.tsv", *ABC), "abc")
    spec = replace(world.spec(), hpo=("HP:0001873",))
    drive(read_case(spec))
    drive(look_up_everything(spec.case))
    drive(score_case(spec.case, engine=ToyEngine()))
    with CaseStore.open(spec.case) as store:
        assert store.info().tissues_of_interest == ("blood and immune system",)
        found = review.detail(store, key(store, LINKED)).elements
        assert [one.cell_type for one in found.elements if one.cell_type] == ["K562", "liver"]
        assert found.targets[0].gene_symbol == "MINUSGENE", "K562 comes first, the share does not"
    liver = PatientChange(tissues=("liver and bile ducts",))
    info = drive(change_patient(spec.case, liver))[1]
    assert info.tissues_of_interest == ("liver and bile ducts",)
    with CaseStore.open(spec.case) as store:
        found = review.detail(store, key(store, LINKED)).elements
        assert found.targets[0].gene_symbol == "PLUSGENE"
    with pytest.raises(UsageError, match="no tissue of interest"):
        drive(change_patient(spec.case, PatientChange(tissues=("mind",))))
    with open_case(spec.case, None) as store:
        store.update_info(replace(store.info(), tissues=()))
    info = drive(change_patient(spec.case, PatientChange(tissues=())))[1]
    assert info.tissues_of_interest == ("blood and immune system",), "as in a case of before"


def test_a_variant_of_no_case_is_described_with_its_elements(world, monkeypatch):
    monkeypatch.setattr(
        "core.pipeline.splice_describe.load_engine", lambda engine_id, device: ToyEngine()
    )
    register(write_table(world.folder / "ccre.bed", *CCRE), "elements")
    register(write_table(world.folder / "abc.tsv", *ABC), "abc")
    spec = DescribeSpec(spelled(world, LINKED), world.reference, world.genes, ("toy",))
    found = drive(describe_variant(spec))[1]
    assert found["element_class"] == "enhancer"
    assert [one["gene_symbol"] for one in found["target_genes"]] == ["PLUSGENE", "MINUSGENE"]
    before = DescribeSpec(spelled(world, PLUS[0][0] - 20), world.reference, world.genes, ("toy",))
    found = drive(describe_variant(before))[1]
    assert (found["element_class"], found["target_genes"][0]["is_promoter"]) == ("promoter", True)
    assert found["elements"][0]["tss_distance"] == -21
