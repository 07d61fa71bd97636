import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from models import known_answers, selftest
from models.answer_sheets import KnownAnswer, answer_sheet
from models.engine import EngineInfo
from models.errors import ModelsError, SelfTestError
from models.known_answers import (
    demand_known_answers,
    examine,
    examine_and_remember,
    failure_sentence,
    known_failure,
)
from models.packs import pack_folder
from models.packs.store import file_sha256
from models.runtime import load_engine
from models.splice.ensemble import Ensemble
from models.splice.exon_protocol import ExonEffect
from models.splice.spliceai import SpliceAiEngine
from tests.models.toys import base_by_base_network


def broken_engine() -> SpliceAiEngine:
    """As the toy engine of the fixtures, one weight of its head changed a little."""
    network = base_by_base_network()
    network.taps[1].weight[1, 0] += 0.5
    return SpliceAiEngine(Ensemble((network, network), torch.device("cpu"), 1), "0" * 64)


@pytest.fixture
def sheet(toy_engine, monkeypatch):
    """What the toy engine says, written down as known answers of the engine."""
    found = selftest.written_answers(toy_engine)
    monkeypatch.setattr(known_answers, "answer_sheet", lambda _: found)
    return found


def test_an_engine_that_computes_what_it_did_passes(toy_engine, sheet):
    result = examine(toy_engine)
    assert result.passed
    assert result.n_answers == len(sheet.answers) == 6
    assert result.deviations == ()


def test_a_changed_weight_fails_and_says_which_answer_differs(sheet):
    result = examine(broken_engine())
    assert not result.passed
    assert any("acceptor" in line and "instead of" in line for line in result.deviations)
    assert "spliceai failed its self-test on cpu (float32)" in failure_sentence(result)


def test_values_that_are_no_numbers_fail(toy_engine, sheet):
    network = base_by_base_network()
    network.taps[1].weight[:] = torch.nan
    engine = SpliceAiEngine(Ensemble((network,), torch.device("cpu"), 1), "0" * 64)
    assert not examine(engine).passed


def test_an_engine_that_raises_or_stays_silent_fails(toy_engine, sheet, monkeypatch):
    def raising(requests, *, distance):
        raise RuntimeError("no kernel image is available")

    monkeypatch.setattr(toy_engine, "score", raising)
    assert "no kernel image" in examine(toy_engine).deviations[0]
    monkeypatch.setattr(toy_engine, "score", lambda requests, *, distance: iter(()))
    assert len(examine(toy_engine).deviations) == 6


def test_a_result_is_remembered_until_something_changes(toy_engine, sheet, monkeypatch):
    asked = []
    score = toy_engine.score
    monkeypatch.setattr(
        toy_engine, "score", lambda *args, **kwargs: asked.append(1) or score(*args, **kwargs)
    )
    demand_known_answers(toy_engine)
    n_first = len(asked)
    demand_known_answers(toy_engine)
    assert len(asked) == n_first > 0
    monkeypatch.setattr(toy_engine, "info", _changed(toy_engine.info, digest="1" * 64))
    demand_known_answers(toy_engine)
    assert len(asked) == 2 * n_first
    monkeypatch.setattr(toy_engine, "info", _changed(toy_engine.info, precision="bfloat16"))
    demand_known_answers(toy_engine)
    assert len(asked) == 3 * n_first


def test_a_failure_disables_the_engine_until_it_passes_again(toy_engine, sheet, own_data_folder):
    broken = broken_engine()
    for _ in range(2):
        with pytest.raises(SelfTestError, match="not used") as caught:
            demand_known_answers(broken)
        assert "packs verify" in caught.value.remedy
    (stored,) = json.loads((own_data_folder / "selftests.json").read_text()).values()
    assert not stored["passed"]
    with pytest.raises(SelfTestError):
        demand_known_answers(toy_engine)  # same networks, same machine: it failed here
    assert examine_and_remember(toy_engine).passed
    demand_known_answers(toy_engine)


def test_a_damaged_memory_or_a_folder_that_cannot_be_written_only_costs_time(
    toy_engine, sheet, own_data_folder
):
    own_data_folder.mkdir()
    (own_data_folder / "selftests.json").write_text('{"half')
    demand_known_answers(toy_engine)
    (own_data_folder / "selftests.json").unlink()
    (own_data_folder / "selftests.json").mkdir()
    demand_known_answers(toy_engine)


def test_an_engine_nobody_has_answers_for_passes_unproven(toy_engine, monkeypatch):
    monkeypatch.setattr(known_answers, "answer_sheet", lambda _: None)
    result = examine(toy_engine)
    assert result.passed
    assert result.n_answers == 0


def test_a_changed_sequence_is_told_as_such_and_blames_no_engine(toy_engine, sheet, monkeypatch):
    other = sheet.model_copy(update={"sequence_sha256": "0" * 64})
    with pytest.raises(SelfTestError, match="not the one the answers were made for"):
        examine(toy_engine, other)


def test_the_site_counts_where_the_change_is_clear(toy_engine, sheet):
    answer = next(one for one in sheet.answers if max(one.deltas) >= known_answers.CLEAR)
    moved = answer.model_copy(update={"offsets": tuple(one + 1 for one in answer.offsets)})
    result = examine(toy_engine, sheet.model_copy(update={"answers": (moved,)}))
    assert any(" at " in line for line in result.deviations)


def test_reduced_precision_is_allowed_its_own_tolerance(toy_engine, sheet, monkeypatch):
    answer: KnownAnswer = sheet.answers[0]
    shifted = answer.model_copy(update={"deltas": tuple(one + 0.005 for one in answer.deltas)})
    other = sheet.model_copy(update={"answers": (shifted,)})
    assert not examine(toy_engine, other).passed
    monkeypatch.setattr(toy_engine, "info", _changed(toy_engine.info, precision="bfloat16"))
    assert examine(toy_engine, other).passed


def test_every_sheet_of_answers_belongs_to_a_card_and_is_spelled_as_it_is_written():
    from importlib import resources

    from models.packs import cards

    folder = resources.files("resources").joinpath("packs")
    sheets = [one for one in folder.iterdir() if one.name.endswith(".answers.toml")]
    for name in ("spliceai", "openspliceai", "openspliceai-400nt", "pangolin", "mmsplice"):
        assert f"{name}.answers.toml" in {one.name for one in sheets}
    for file in sheets:
        found = answer_sheet(file.name.removesuffix(".answers.toml"))
        assert found is not None
        assert found.engine == file.name.removesuffix(".answers.toml")
        previews = {one.preview.engine_id for one in cards() if one.preview is not None}
        assert found.engine in {one.name for one in cards()} | previews
        assert selftest.sheet_toml(found) == file.read_text("utf-8")


def test_no_failure_is_known_of_what_is_not_installed():
    assert known_failure("spliceai") is None


def _changed(info, **fields):
    from dataclasses import replace

    return replace(info, **fields)


@pytest.mark.science
def test_the_installed_engine_gives_its_known_answers(spliceai_pack, capsys):
    assert selftest.main(["spliceai", "--device", "cpu"]) == 0
    assert "6 answers agree" in capsys.readouterr().out


@pytest.mark.science
def test_a_damaged_network_with_a_right_digest_is_found_and_not_loaded(
    spliceai_pack, tmp_path, monkeypatch
):
    source = pack_folder("spliceai")
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path / "other"))
    shutil.copytree(source, pack_folder("spliceai"))
    _damage("network3.safetensors")
    assert selftest.main(["spliceai", "--device", "cpu"]) == 1
    failure = known_failure("spliceai")
    assert failure is not None
    assert not failure.passed
    # What failed is remembered: it is not asked again before it is refused.
    with pytest.raises(SelfTestError, match="spliceai failed its self-test") as caught:
        load_engine("spliceai", device="cpu")
    assert isinstance(caught.value, ModelsError)


def _damage(name: str) -> None:
    """Change the weights of one convolution by a fifth, and the manifest with them."""
    path = pack_folder("spliceai") / name
    layers = load_file(path)
    kernel = next(key for key in layers if key.endswith("kernel"))
    layers[kernel] = layers[kernel] * 1.2
    save_file(layers, path)
    manifest = pack_folder("spliceai") / "manifest.json"
    known = json.loads(manifest.read_text())
    known["files"][name] = {"size": path.stat().st_size, "sha256": file_sha256(path)}
    manifest.write_text(json.dumps(known))


class ToyExonEngine:
    """Answers with one number; enough to be told apart from another."""

    info = EngineInfo(
        "mmsplice", "Toy", "1", "2" * 64, "float32", context_length=600, device="cpu",
        max_distance=0,
    )  # fmt: skip

    def __init__(self, value: float = 1.0) -> None:
        self.value = value

    def score(self, requests):
        for index, request in enumerate(requests):
            assert request.window[request.variant_start :].startswith(request.ref)
            modules, tissues = np.zeros(5), np.zeros(56, dtype=np.float32)
            yield (
                index,
                ExonEffect(modules, modules, self.value, 0.5, 0.1, tissues, tissues),
            )


def test_an_exon_engine_is_tested_in_the_same_way(monkeypatch):
    sheet = selftest.written_exon_answers(ToyExonEngine())
    monkeypatch.setattr(known_answers, "answer_sheet", lambda _: sheet)
    assert known_answers.examine_exons(ToyExonEngine()).n_answers == 5
    known_answers.demand_known_exon_answers(ToyExonEngine())
    assert not known_answers.examine_exons(ToyExonEngine(1.01)).passed
    assert not known_answers.examine_exons(ToyExonEngine(float("nan"))).passed
    known_answers.examine_exons_and_remember(ToyExonEngine(1.01))
    with pytest.raises(SelfTestError, match="delta logit PSI"):
        known_answers.demand_known_exon_answers(ToyExonEngine())
