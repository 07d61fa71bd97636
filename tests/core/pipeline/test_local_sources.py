"""Tracks and tables registered on the computer, and what they say about a case's variants."""

import json
from pathlib import Path

import pytest

from core.domain.local_value import Coverage, LocalSays, Registration
from core.errors import AssemblyUnprovenError, InputFileError, UsageError
from core.interpret.local_words import sentences
from core.pipeline.intake import read_case
from core.pipeline.local_sources import (
    add_local_source,
    look_up_local,
    remove_local_source,
)
from core.pipeline.score import score_case
from core.report.data import freeze
from core.report.html import report_html
from core.report.json import report_json
from core.sources.bigwig import BigWig
from core.sources.local_sources import missense_tool
from core.sources.registry import registered, registry_file
from core.store.case_store import CaseStore
from core.trace import trace_text
from tests.core.pipeline.toy import PLUS, ToyEngine, World, drive, other
from tests.core.sources.local_files import indexed, write_bigwig, write_table

AT = PLUS[1][1] + 1
"""1-based first base of an intron."""

OWN = "title=Own kind=allele first_base=1 worse=higher chrom=1 pos=2 ref=3 alt=4 score=5"
BUILD = "artificial"


def register(path: Path, layout: str = "", **told: str) -> None:
    drive(add_local_source(Registration(path, layout, assembly=BUILD, **told)))


def scored(world: World) -> Path:
    world.add(AT)
    drive(read_case(spec := world.spec()))
    drive(score_case(spec.case, engine=ToyEngine()))
    return spec.case


def look(case: Path) -> str:
    _, said = drive(look_up_local(case))
    return said


def answers(case: Path) -> dict[str, LocalSays]:
    with CaseStore.open(case) as store:
        (variant_id,) = store.candidate_ids()
        return {one.source.name: one for one in store.local_values.of(variant_id)}


def told(case: Path, name: str) -> tuple[str, ...]:
    return sentences(answers(case)[name])


@pytest.fixture
def phylop(tmp_path: Path) -> Path:
    return write_bigwig(tmp_path / "phylop.bw", {"toy1": {AT - 1: 4.5}}, length=60_000)


def own_table(world: World, ref: str, *values: str, name: str = "own.tsv.gz") -> Path:
    alt = other(world.base(AT))
    rows = [f"toy1 {AT} {ref} {alt} {value}" for value in values]
    return indexed(world.folder / name, *rows)


def test_candidates_are_looked_up_after_scoring(world: World, phylop: Path) -> None:
    register(phylop, title="phyloP", version="100-way")
    register(own_table(world, world.base(AT), "0"), OWN)
    register(write_table(world.folder / "none.bed", f"toy1 {AT} {AT + 9} near"), title="Regions")
    register(write_table(world.folder / "else.bed", "chr9 1 9"), title="Elsewhere")
    case = scored(world)
    assert told(case, "phylop") == ("4.5",)
    assert told(case, "own") == ("0",)
    assert told(case, "regions") == ("no value here, which is not 0",)
    assert told(case, "elsewhere") == ("this place is not covered: toy1 is not in the file",)


def test_a_case_without_tracks_says_so(world: World) -> None:
    case = scored(world)
    assert answers(case) == {}
    assert look(case) == "No track or table is registered on this computer."


def test_events_at_the_splice_site_are_told(world: World) -> None:
    start, end = PLUS[1][1], PLUS[2][0]
    path = write_table(
        world.folder / "sj.bed",
        f"toy1 {start} {end} a 40 +",
        f"toy1 {PLUS[0][1]} {end} b 7 +",
        f"toy1 {start + 12} {end} c 3 +",
    )
    register(path, "junction-bed")
    assert told(scored(world), "observed-junctions") == (
        "PLUSGENE PLUSGENE: donor of intron 2: normal splicing (40 reads)",
        "PLUSGENE PLUSGENE: donor of intron 2: exon skipping (exon 2) (7 reads)",
        "PLUSGENE PLUSGENE: donor of intron 2: cryptic donor +12 (3 reads)",
    )


def test_only_what_was_not_asked_before_is_asked(world: World, phylop: Path) -> None:
    register(phylop)
    case = scored(world)
    assert look(case).endswith("with 0 new answers.")
    register(own_table(world, world.base(AT), "0.5"), OWN)
    assert look(case).endswith("with 1 new answer.")


def test_a_track_that_is_gone_or_changed_says_so_and_stops_nothing(
    world: World, phylop: Path
) -> None:
    table = own_table(world, world.base(AT), "0.5")
    register(phylop)
    register(table, OWN)
    phylop.unlink()
    table.write_bytes(table.read_bytes() + b"\n")
    case = scored(world)
    assert told(case, "phylop") == ("the file is not there",)
    assert answers(case)["own"].value.coverage is Coverage.UNREADABLE
    assert "has changed since it was registered" in told(case, "own")[0]
    write_bigwig(phylop, {"toy1": {AT - 1: 4.5}}, length=60_000)
    look(case)
    assert told(case, "phylop") == ("4.5",)


def test_a_track_that_kills_its_reader_is_said_to_be_unreadable(
    world: World, phylop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = scored(world)
    register(phylop)

    def die(*_: object) -> None:
        raise SystemExit

    monkeypatch.setattr(BigWig, "of", die)
    with pytest.raises(SystemExit):
        look(case)
    assert told(case, "phylop") == ("could not be read: reading it ended the program that read it",)


def test_a_table_of_another_build_is_told_by_its_ref_bases(world: World) -> None:
    wrong = other(world.base(AT))
    register(own_table(world, wrong, "0.5", "0.6", "0.7"), OWN)
    assert "of another genome build" in told(scored(world), "own")[0]


def test_a_track_of_another_stated_build_is_not_asked(world: World, phylop: Path) -> None:
    drive(add_local_source(Registration(phylop, assembly="GRCh37")))
    case = scored(world)
    assert answers(case) == {}
    assert "(1 other not of artificial)" in look(case)


def test_what_is_no_longer_registered_is_forgotten_at_the_next_look(
    world: World, phylop: Path
) -> None:
    register(phylop)
    case = scored(world)
    remove_local_source("phylop")
    assert "phylop" in answers(case)
    drive(look_up_local(case))
    assert answers(case) == {}
    with pytest.raises(UsageError, match="not registered"):
        remove_local_source("phylop")


def test_answers_stand_in_trace_and_reports_with_version_and_licence(
    world: World, phylop: Path
) -> None:
    register(phylop, title="phyloP", version="100-way", licence="free")
    case = scored(world)
    with CaseStore.open(case) as store:
        data = freeze(store, generated_at="2026-01-01T00:00:00+00:00")
        alt = other(world.base(AT))
        steps = trace_text(store, f"toy1-{AT}-{world.base(AT)}-{alt}").steps
    assert [one.value for one in steps if one.name == "local source: phyloP (100-way)"] == ["4.5"]
    shape = json.loads(report_json(data))
    assert shape["local_sources"][0]["licence"] == "free"
    assert shape["candidates"][0]["local_sources"] == [
        {
            "name": "phylop",
            "state": "present",
            "detail": None,
            "entries": [{"value": 4.5, "text": None, "gene_symbol": None, "transcript_id": None}],
        }
    ]
    html = report_html(data)
    assert "phyloP (100-way), licence: free" in html
    assert "<td>4.5</td>" in html


def test_a_build_is_proven_by_contig_lengths_or_has_to_be_stated(tmp_path: Path) -> None:
    path = write_bigwig(tmp_path / "a.bw", {"chr1": {5: 1.0}}, length=1_000)
    with pytest.raises(AssemblyUnprovenError, match="which genome build"):
        drive(add_local_source(Registration(path)))
    assert registered() == ()
    table = indexed(tmp_path / "gpn.tsv.gz", "1 10 A C -7.25")
    with pytest.raises(UsageError, match="not published for GRCh37"):
        drive(add_local_source(Registration(table, "gpn-msa", assembly="GRCh37")))
    drive(add_local_source(Registration(table, "gpn-msa")))
    assert [(one.name, one.assembly, one.licence) for one in registered()] == [
        ("gpn-msa", "GRCh38", "MIT")
    ]


def test_a_file_that_cannot_be_used_is_not_registered(tmp_path: Path) -> None:
    path = write_table(tmp_path / "cadd.tsv", "#Chrom Pos Ref Alt RawScore PHRED", "1 10 A C 1 2")
    with pytest.raises(InputFileError, match="no index"):
        drive(add_local_source(Registration(path, "cadd", assembly="GRCh38")))
    with pytest.raises(UsageError, match="nothing tells how its columns"):
        drive(add_local_source(Registration(path, assembly="GRCh38")))
    assert registered() == ()


@pytest.mark.parametrize(
    ("layout", "rows", "cause"),
    [
        ("elements", ("chr19 10 50 x", "chr19 100 50 x"), "line 2: the stretch ends before"),
        ("elements", ("chr19 10 50 x", "foo bar"), "line 2: a row has no whole number"),
        ("elements", ("foo bar", "chrom start"), "line 2: a row has no whole number"),
        ("elements", ("foo bar",), "no row of data"),
        ("elements", (), "no row of data"),
        ("bedpe", ("chr19 10 50",), "line 1: a row has too few columns, it needs 6"),
        ("element-gene", ("chr19 10 50",), "line 1: a row has too few columns, it needs 4"),
    ],
)
def test_a_table_with_rows_that_say_nothing_is_refused_by_file_and_line(
    tmp_path: Path, layout: str, rows: tuple[str, ...], cause: str
) -> None:
    path = write_table(tmp_path / "bad.bed", *rows)
    with pytest.raises(InputFileError, match=cause) as refused:
        drive(add_local_source(Registration(path, layout, assembly="GRCh38")))
    assert "bad.bed" in refused.value.cause
    assert refused.value.remedy.startswith("Correct the row")
    assert registered() == ()


def test_a_table_that_a_blank_separates_is_refused(tmp_path: Path) -> None:
    (tmp_path / "blanks.bed").write_text("chr19 10 50 x\n")
    with pytest.raises(InputFileError, match="not separated by tabs"):
        drive(add_local_source(Registration(tmp_path / "blanks.bed", "bed", assembly="GRCh38")))


def test_a_damaged_list_is_a_problem_in_words(tmp_path: Path) -> None:
    registry_file().parent.mkdir(parents=True)
    registry_file().write_text("[{")
    with pytest.raises(InputFileError, match="list of tracks"):
        registered()


def test_an_own_table_of_a_missense_predictor_is_told_from_others(world: World) -> None:
    register(own_table(world, world.base(AT), "0.9"), OWN, name="own")
    predictor = own_table(world, world.base(AT), "0.9", name="mine.tsv.gz")
    register(predictor, OWN.replace("title=Own", "title=Mine missense=true"), name="mine")
    assert {one.name: missense_tool(one) for one in registered()} == {"own": "", "mine": "Mine"}


def test_a_track_and_a_list_are_no_missense_predictors(phylop: Path) -> None:
    register(phylop)
    assert [missense_tool(one) for one in registered()] == [""]
