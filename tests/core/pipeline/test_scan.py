"""Regions of a case scanned: chunks, what is kept, elements, the ranked list, ALT, and files."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from core.domain.activity import RegionScan
from core.domain.element import ElementKind, Stretch
from core.elements import CaseElements
from core.errors import UsageError
from core.interpret.predicted import ActivityRule, PredictedRules
from core.paths import data_dir
from core.pipeline import scan as scan_job
from core.pipeline import scanned_chunks
from core.pipeline.intake import read_case
from core.pipeline.scan import scan_region
from core.pipeline.scanned_chunks import CHUNK, chunk_places
from core.pipeline.spec import ScanSpec
from core.region import is_all_unread, region_view, unread
from core.report.scan_file import write_scan
from core.store import cache_switch, score_cache
from core.store.case_store import CaseStore
from models.engine import EngineInfo
from models.regulatory.protocol import Track, cut
from models.regulatory.scanning import ScanPiece
from tests.core.pipeline.toy import LENGTH, PLUS, UNKNOWN, World, drive, put

WIDE = 21
VARIANT = 45_000


class ToyScanner:
    """Counts the A in the 21 bases around each base."""

    scan_stride = 1
    scan_tracks = (Track("a", "toy assay", "liver", unit="bases"),)

    def __init__(self, digest: str = "d1") -> None:
        self.info = EngineInfo("toy", "Toy", "1", digest, "float32", WIDE, "cpu", 0)
        self.asked: list[int] = []

    def scan(self, sequence: str, start: int, end: int) -> Iterator[ScanPiece]:
        self.asked.append(end - start)
        wide = cut(sequence, start - WIDE // 2, end - start + WIDE - 1)
        counts = np.convolve([one == "A" for one in wide], np.ones(WIDE), "valid")
        yield ScanPiece(np.arange(start, end), counts[None].astype(np.float32))


Loads = list[ToyScanner]


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Loads:
    """Every engine that was loaded; its card and weights are made up, and so are the rules."""
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "data"))
    card = SimpleNamespace(
        engine_id="toy", pack="toy", version="1", title="Toy", context_length=WIDE
    )
    monkeypatch.setattr(scanned_chunks, "demand_scannable", lambda _: card)
    use_digest(monkeypatch, "d1")
    rule = ActivityRule(
        source="test",
        engine="toy",
        track="a",
        kind=ElementKind.ENHANCER,
        near_start=ElementKind.PROMOTER,
        threshold=18,
        min_width=5,
        gap=0,
    )
    rules = PredictedRules(name="toy", version="1", date="2026-01-01", rule=(rule,), label=())
    monkeypatch.setattr(scan_job, "predicted_rules", lambda: rules)
    monkeypatch.setattr("core.region.predicted_rules", lambda: rules)
    return []


def use_digest(monkeypatch: pytest.MonkeyPatch, digest: str) -> None:
    monkeypatch.setattr(scanned_chunks, "engine_digest", lambda _: digest)


def loading(loads: Loads) -> Callable[[str], ToyScanner]:
    def load(_: str) -> ToyScanner:
        loads.append(ToyScanner())
        return loads[-1]

    return load


@pytest.fixture
def case(world: World, loads: Loads) -> Path:
    world.text = put(world.text, VARIANT - 31, "A" * 60)
    world.__post_init__()
    world.add(VARIANT, "A", "C")
    drive(read_case(spec := world.spec()))
    return spec.case


def scanned(case: Path, loads: Loads, region: str, **how: object) -> RegionScan:
    spec = ScanSpec(region, ("toy",), **how)
    return drive(scan_region(case, spec, load=loading(loads)))[1]


def counted(text: str, place: int) -> int:
    return cut(text, place - WIDE // 2, WIDE).count("A")


def test_chunks_lie_on_one_grid_and_end_with_the_contig():
    places = chunk_places(Stretch("toy1", CHUNK + 5, 3 * CHUNK + 1), 3 * CHUNK + 100)
    assert [(one.start, one.end) for one in places] == [
        (CHUNK, 2 * CHUNK),
        (2 * CHUNK, 3 * CHUNK),
        (3 * CHUNK, 3 * CHUNK + 100),
    ]


def test_every_base_is_told_over_the_seams(world, case, loads):
    found = scanned(case, loads, f"toy1:1-{LENGTH}")
    (one,) = found.activities
    assert (one.start, len(one.values)) == (0, LENGTH)
    first, last = WIDE // 2 - 1, LENGTH - WIDE // 2
    for place in (first, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, last):
        assert one.values[place] == counted(world.text, place)


def test_where_much_of_what_is_read_lies_beyond_the_contig_nothing_is_known(case, loads):
    (one,) = scanned(case, loads, f"toy1:1-{LENGTH}").activities
    # One of the 21 bases may be unknown.
    assert np.flatnonzero(~np.isnan(one.values))[[0, -1]].tolist() == [9, LENGTH - 10]


def test_an_unknown_base_has_no_activity(case, loads):
    (one,) = scanned(case, loads, "toy1:25900-26300").activities
    unknown = np.flatnonzero(np.isnan(one.values)) + one.start
    # One of the 21 bases around a place may be unknown, but not the place itself.
    assert (unknown[0], unknown[-1], len(unknown)) == (UNKNOWN[0] - 9, UNKNOWN[1] + 8, 118)


def test_bases_that_could_not_be_read_are_counted(case, loads):
    found = scanned(case, loads, "toy1:25901-26300")
    (told,) = unread(found)
    assert told == (
        "Toy: 118 of 400 bases could not be read (unknown, or at the end of the contig): elements "
        "there are unknown."
    )
    assert not is_all_unread(found)
    assert unread(scanned(case, loads, "toy1:44901-45100")) == ()


@pytest.mark.parametrize("ending", ["tsv", "bedgraph", "svg"])
def test_a_file_of_unknown_bases_says_that_nothing_could_be_read(case, loads, tmp_path, ending):
    found = scanned(case, loads, "toy1:26001-26100")
    with CaseStore.open(case) as store:
        view = region_view(store, found.place)
    write_scan(found, view, tmp_path / f"scan.{ending}")
    assert "none of 100 bases could be read" in (tmp_path / f"scan.{ending}").read_text()
    assert is_all_unread(found)


def test_what_was_not_scanned_yet_is_not_told_as_unreadable(case, loads):
    assert unread(replace(scanned(case, loads, "toy1:26001-26100"), rule_set="")) == ()


def test_what_was_scanned_needs_no_engine(case, loads):
    first = scanned(case, loads, "toy1:40000-50000")
    assert [one.asked for one in loads] == [[CHUNK, LENGTH - 3 * CHUNK]]
    again = scanned(case, loads, "toy1:40100-50100")
    assert len(loads) == 1
    np.testing.assert_array_equal(first.activities[0].values, again.activities[0].values)
    assert first.activities[0].track == again.activities[0].track


def test_a_scan_that_was_stopped_goes_on_where_it_was(case, loads):
    spec = ScanSpec(f"toy1:1-{LENGTH}", ("toy",))
    steps = scan_region(case, spec, load=loading(loads))
    known = next(one for one in steps if one.done == 2).so_far
    steps.close()
    values = known.activities[0].values
    assert not np.isnan(values[WIDE : UNKNOWN[0] - WIDE]).any()
    assert np.isnan(values[2 * CHUNK :]).all()
    scanned(case, loads, f"toy1:1-{LENGTH}")
    assert [one.asked for one in loads] == [[CHUNK, CHUNK], [CHUNK, LENGTH - 3 * CHUNK]]


def test_other_weights_are_asked_anew(case, loads, monkeypatch):
    scanned(case, loads, "toy1:1-1000")
    use_digest(monkeypatch, "d2")
    scanned(case, loads, "toy1:1-1000")
    assert len(loads) == 2


def test_nothing_is_kept_where_that_is_switched_off_or_not_wanted(case, loads):
    scanned(case, loads, "toy1:1-1000", uses_cache=False)
    cache_switch.switch(data_dir(), is_on=False)
    scanned(case, loads, "toy1:1-1000")
    assert len(loads) == 2
    assert score_cache.state_of(data_dir()).n_entries == 0


def test_clearing_the_cache_forgets_scans(case, loads):
    scanned(case, loads, "toy1:1-1000")
    score_cache.clear(data_dir())
    scanned(case, loads, "toy1:1-1000")
    assert len(loads) == 2


def test_elements_are_stored_with_engine_digest_and_threshold(case, loads):
    found = scanned(case, loads, "toy1:44000-46000")
    (one,) = found.predicted
    # 60 A from 44,969 on: windows of 21 bases with 18 A or more begin 7 bases inside their middle.
    assert one.place.start in range(44_969 + 5, 44_969 + 9)
    assert (one.kind, one.score, one.threshold) == (ElementKind.ENHANCER, 21, 18)
    assert (one.engine_id, one.digest, one.cell_type) == ("toy", "d1", "liver")
    with CaseStore.open(case) as store:
        assert store.predicted.meeting(Stretch("toy1", VARIANT - 1, VARIANT)) == (one,)
        assert store.predicted.meeting(Stretch("toy1", 1, 40_000)) == ()
        (region,) = store.predicted.scanned()
        assert region.rule_set == "toy 1 of 2026-01-01"
        stored = next(iter(store.variants()))
        at = CaseElements(store).at(stored.variant_id, stored.variant, ())
    (element,) = at.elements
    assert element.source.digest == "d1"
    assert "threshold 18" in element.class_words


def test_scanning_again_replaces_what_was_found(case, loads):
    first = scanned(case, loads, "toy1:44000-46000")
    assert scanned(case, loads, "toy1:44500-46500").predicted == first.predicted


def test_a_gene_is_scanned_with_its_flanks(case, loads):
    found = scanned(case, loads, "PLUSGENE")
    assert (found.place.start, found.place.end) == (PLUS[0][0] - 10_000, PLUS[-1][1] + 10_000)


def test_alt_is_told_near_the_variant_and_kept_nowhere(world, case, loads):
    found = scanned(case, loads, "toy1:44000-46000", variant=f"toy1-{VARIANT}-A-C")
    (alt,) = found.alt.activities
    place = VARIANT - 1
    (ref,) = found.activities
    for shift in range(-30, 31):
        expected = ref.values[place + shift - ref.start] - (abs(shift) <= WIDE // 2)
        assert alt.values[place + shift - alt.start] == expected
    assert score_cache.state_of(data_dir()).n_entries == 1


@pytest.mark.parametrize(("ref_length", "alt"), [(4, "C"), (1, "CGGT")])
def test_alt_of_another_length_stands_at_the_places_of_the_reference(world, loads, ref_length, alt):
    pos = 50_000
    ref = world.text[pos - 1 : pos - 1 + ref_length]
    alt = ref[0] + alt[1:]
    world.add(pos, ref, alt)
    drive(read_case(spec := world.spec()))
    with CaseStore.open(spec.case) as store:
        stored = next(iter(store.variants())).variant
    found = scanned(spec.case, loads, "toy1:49900-50100", variant=stored.spelled)
    (one,) = found.alt.activities
    text = (
        world.text[: stored.pos - 1] + stored.alt + world.text[stored.pos - 1 + len(stored.ref) :]
    )
    far = pos + 100
    assert one.values[far - one.start] == counted(text, far + len(stored.alt) - len(stored.ref))
    assert one.values[pos - 100 - one.start] == counted(text, pos - 100)
    n_gone = max(len(stored.ref) - len(stored.alt), 0)
    assert int(np.isnan(one.values).sum()) == n_gone


@pytest.mark.parametrize("region", ["NOGENE", "toy9:1-100", "toy1:70000-70100", "toy1:0-5", "toy1"])
def test_what_is_no_region_is_refused(case, loads, region):
    with pytest.raises(UsageError):
        scanned(case, loads, region)


def test_a_region_that_is_too_long_is_refused(case, loads, monkeypatch):
    monkeypatch.setattr(scan_job, "MOST_BASES", 1_000)
    with pytest.raises(UsageError, match="10,000 bases"):
        scanned(case, loads, "toy1:1-10000")


def test_a_scan_is_written_as_table_browser_track_and_drawing(case, loads, tmp_path):
    found = scanned(case, loads, "toy1:44951-45050", variant=f"toy1-{VARIANT}-A-C")
    with CaseStore.open(case) as store:
        view = region_view(store, found.place)
    for ending in ("tsv", "bedgraph", "svg"):
        write_scan(found, view, tmp_path / f"scan.{ending}")
    rows = [
        line.split("\t")
        for line in (tmp_path / "scan.tsv").read_text().splitlines()
        if not line.startswith("#")
    ][1:]
    assert [row[1] for row in rows if row[2] == "REF"] == [str(n) for n in range(44951, 45051)]
    at = {(row[2], row[1]): float(row[5]) for row in rows}
    assert at["REF", str(VARIANT)] - at[f"toy1-{VARIANT}-A-C", str(VARIANT)] == 1
    bed = (tmp_path / "scan.bedgraph").read_text().splitlines()
    assert len(bed) == 101
    assert bed[1].split("\t")[:3] == ["toy1", "44950", "44951"]
    drawing = (tmp_path / "scan.svg").read_text()
    assert "enhancer-like" in drawing
    assert "Toy: a" in drawing
    with pytest.raises(UsageError):
        write_scan(found, view, tmp_path / "scan.docx")
