"""A laboratory's own cases counted, and cases compared with the counts."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.domain.in_house import InHouseCount, InHouseFamily
from core.domain.local_value import Coverage
from core.errors import UsageError
from core.gate_presets import Preset
from core.interpret.gate_rules import changed, load_gate_rules
from core.interpret.rules import Limit
from core.pipeline.annotate import annotate_case
from core.pipeline.gating import apply_gates
from core.pipeline.in_house import count_in_house, counted_families, counts_file
from core.pipeline.in_house_families import add_to_in_house, remove_from_in_house
from core.pipeline.intake import read_case
from core.pipeline.local_sources import look_up_local
from core.store.case_store import CaseStore
from core.store.in_house import InHouseCounts
from core.store.in_house_file import COUNTS
from tests.core.pipeline.toy import PLUS, World, drive

AT = PLUS[1][1] + 1
SHARED, INDEL, FATHERS = AT, AT + 10, AT + 20
GATE = "seen_in_own_families"


def family(folder: Path, name: str, *, has_shared: bool = True) -> Path:
    """A trio; the insertion is spelled in two ways, the father alone carries another variant."""
    home = folder / name
    home.mkdir()
    world = World(home)
    if has_shared:
        world.add(SHARED, calls=("1/1", "0/1", "0/1"))
    world.add(FATHERS, calls=("0/0", "0/1", "0/0"))
    base = world.base(INDEL)
    tail = world.base(INDEL + 1)
    spelled = (base, f"{base}ACGT") if name == "a" else (base + tail, f"{base}ACGT{tail}")
    world.add(INDEL, *spelled)
    case = home / f"{name}.intronaut"
    drive(read_case(replace(world.spec(), case=case)))
    return case


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    folder = tmp_path_factory.mktemp("cases")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("INTRONAUT_DATA", str(folder / "data"))
        return (
            family(folder, "a"),
            family(folder, "b"),
            family(folder, "c", has_shared=False),
        )


@pytest.fixture
def cases(read: tuple[Path, ...], tmp_path: Path) -> tuple[Path, ...]:
    return tuple(Path(shutil.copy(case, tmp_path)) for case in read)


@pytest.fixture
def three(cases: tuple[Path, ...]) -> tuple[Path, ...]:
    drive(add_to_in_house(cases))
    return cases


def seen(case: Path) -> dict[int, int | None]:
    with CaseStore.open(case) as store:
        return {one.variant.pos: store.in_house.of(one.variant_id) for one in store.variants()}


def counts(case: Path, pos: int) -> tuple[int, ...]:
    with CaseStore.open(case) as store:
        one = next(one.variant for one in store.variants() if one.variant.pos == pos)
        build = store.info().proof.assembly
    _, found = drive(count_in_house(one.spelled, build))
    assert isinstance(found, InHouseCount)
    return tuple(getattr(found, name) for name in (*COUNTS, "of_families"))


def test_a_family_counts_once_and_its_carriers_are_counted_beside_it(three):
    assert counts(three[0], SHARED) == (2, 2, 6, 2, 0, 3)
    assert counts(three[0], FATHERS) == (3, 0, 3, 0, 0, 3), "the index patients do not carry it"


def test_two_spellings_are_one_allele(three):
    place = next(pos for pos in seen(three[0]) if pos not in (SHARED, FATHERS))
    assert counts(three[0], place) == (3, 3, 3, 0, 0, 3)


def test_a_case_is_compared_with_other_families_never_with_its_own(three):
    drive(annotate_case(three[0]))
    found = seen(three[0])
    assert (found[SHARED], found[FATHERS]) == (1, 2)
    with CaseStore.open(three[0]) as store:
        assert store.in_house.compared_with() == 2
        source = store.info().source("in-house")
        assert source is not None
        assert source.description.startswith("This laboratory (2 other families, last counted ")


def test_a_family_added_again_is_counted_once_and_one_removed_no_more(three):
    before = counts(three[0], SHARED)
    drive(add_to_in_house([three[1]]))
    assert counts(three[0], SHARED) == before
    drive(remove_from_in_house([str(three[1])]))
    assert counts(three[0], SHARED) == (1, 1, 3, 1, 0, 2)
    drive(remove_from_in_house([one.digest[:12] for one in counted_families()]))
    assert counted_families() == ()
    drive(annotate_case(three[0]))
    assert set(seen(three[0]).values()) == {None}, "not compared is unknown, not 0"


def test_two_cases_of_one_family_count_it_once(cases):
    drive(add_to_in_house(cases[:2], one_family=True))
    assert counts(cases[0], SHARED) == (1, 1, 6, 2, 0, 1)
    with pytest.raises(UsageError, match="somebody of it is counted already"):
        drive(add_to_in_house([cases[0]]))
    assert len(counted_families()) == 1


def test_counting_that_fails_on_the_way_leaves_nothing_behind(three, monkeypatch):
    before = counts(three[0], SHARED)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(InHouseCounts, "finish_family", fail)
    with pytest.raises(OSError, match="disk full"):
        drive(add_to_in_house([three[1]]))
    assert counts(three[0], SHARED) == before


def test_no_name_is_kept(three):
    held = counts_file().read_bytes() + b"".join(
        path.read_bytes() for path in counts_file().parent.glob("in_house.counts-*")
    )
    assert held
    assert not any(word in held for word in (b"child", b"father", b"mother", b"intronaut"))
    assert counts_file().stat().st_mode & 0o077 == 0


def test_the_laboratory_is_a_source_of_its_own_in_words(three):
    drive(annotate_case(three[0]))
    with CaseStore.open(three[0]) as store:
        ids = {one.variant.pos: one.variant_id for one in store.variants()}
    drive(look_up_local(three[0], tuple(ids.values())))
    with CaseStore.open(three[0]) as store:
        (says,) = store.local_values.of(ids[SHARED])
    assert says.value is not None
    assert says.value.coverage is Coverage.PRESENT
    assert says.value.entries[0].text == (
        "seen in 1 of 2 other families of this laboratory "
        "(3 carriers, 1 homozygous; in the index patient of 1)"
    )


def limited(share: float, least: int) -> Preset:
    rules = changed(load_gate_rules("all"), "a test", {"max_in_house": share})
    fewer = rules.model_copy(update={"min_families": Limit(value=least, source="a test")})
    return Preset("own", "version 1", False, fewer)


def test_a_limit_holds_what_many_families_have_back_if_there_are_enough_of_them(three):
    drive(annotate_case(three[0]))
    drive(apply_gates(three[0], limited(0.5, 20)))
    assert all(gate != GATE for gate in gates(three[0]).values()), "only two families"
    drive(apply_gates(three[0], limited(0.5, 2)))
    found = gates(three[0])
    assert found[SHARED] == "", "1 of 2 is not more than a half"
    assert found[FATHERS] == "not_carried_by_proband"
    assert [gate for pos, gate in found.items() if pos not in (SHARED, FATHERS)] == [GATE]


def gates(case: Path) -> dict[int, str]:
    with CaseStore.open(case) as store:
        return {one.variant.pos: one.gate for one in store.variants()}


def test_many_alleles_added_in_pieces_and_in_any_order_are_found_again(tmp_path):
    rng = np.random.default_rng(5)
    pos = rng.permutation(np.unique(rng.integers(1, 240_000_000, 60_000)))
    code = rng.integers(0, 2**63, len(pos), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    with InHouseCounts(tmp_path / "in_house.counts") as held:
        with held.write():
            held.begin_family(InHouseFamily("d1", "GRCh38", "2026-01-01", 1, 0), ["p1"])
            for rows in np.array_split(np.arange(len(pos)), 3):
                part = {name: np.ones(len(rows), np.int64) for name in COUNTS}
                held.add_alleles("d1", "chr1", {"pos": pos[rows], "code": code[rows], **part})
            list(held.finish_family("d1"))
        asked = {"pos": np.append(pos, pos[0]), "code": np.append(code, np.uint64(6))}
        found = held.counts("GRCh38", "chr1", asked)
        assert (found[:, :-1] == 1).all()
        assert (found[:, -1] == 0).all()
        assert held.families()[0].n_alleles == len(pos)
        assert (held.counts("GRCh37", "chr1", asked) == 0).all()
