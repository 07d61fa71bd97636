import subprocess
import sys

import pytest

from models import packs, registry
from models.errors import EngineNotInstalledError, ModelsError, PackDigestError, PackStateError
from models.registry import engines
from models.runtime import load_engine


def test_the_registry_tells_what_an_engine_declares():
    (spliceai,) = [item for item in engines() if item.engine_id == "spliceai"]
    assert spliceai.kinds == ("splice",)
    assert spliceai.assemblies == ("GRCh37", "GRCh38")
    assert spliceai.entry == "models.splice.spliceai:SpliceAiEngine"
    assert not spliceai.installed
    assert spliceai.calibration is not None


def test_an_unknown_engine_names_the_known_ones():
    with pytest.raises(EngineNotInstalledError, match="spliceai"):
        load_engine("nonesuch")


def test_an_engine_without_its_pack_says_how_to_install_it():
    with pytest.raises(PackStateError, match="packs install spliceai"):
        load_engine("spliceai", device="cpu")


def test_a_damaged_pack_is_refused():
    (packs.pack_folder("spliceai")).mkdir(parents=True)
    with pytest.raises(PackDigestError, match="damaged"):
        load_engine("spliceai", device="cpu")


def test_an_engine_that_is_no_splice_engine_is_refused(toy_card, monkeypatch):
    other = toy_card.model_copy(update={"kinds": ("regulatory",)})
    monkeypatch.setattr(registry, "cards", lambda: (other,))
    with pytest.raises(EngineNotInstalledError, match="not a splice engine"):
        load_engine("toy")


def test_errors_carry_cause_and_remedy_in_one_sentence_each():
    error = ModelsError("It is broken.", "Mend it.")
    assert (error.cause, error.remedy, str(error)) == (
        "It is broken.",
        "Mend it.",
        "It is broken. Mend it.",
    )


@pytest.mark.science
def test_the_installed_pack_loads_in_a_fresh_process(spliceai_pack):
    code = (
        "from models.runtime import load_engine\n"
        "engine = load_engine('spliceai', device='cpu', threads=1)\n"
        "print(engine.info.engine_id, len(engine.info.digest))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == ["spliceai", "64"]
    assert spliceai_pack.is_dir()
