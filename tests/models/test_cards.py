import subprocess
import sys

import pytest
from pydantic import ValidationError

from models import packs
from models.errors import UnknownPackError
from models.packs import PackCard


def test_the_spliceai_card_names_five_networks_and_two_gene_tables():
    card = packs.card("spliceai")
    assert sum(item.converter == "keras-h5" for item in card.members) == 5
    assert set(card.gene_tables) == {"GRCh37", "GRCh38"}
    assert len(card.files) == 7
    assert card.licence.needs_consent
    assert not card.licence.commercial_use
    assert card.calibration is not None
    assert (card.calibration.distance, card.calibration.masked) == (500, False)
    assert "NonCommercial" in packs.licence_text("spliceai")


def test_a_card_with_an_unknown_key_is_refused(toy_card):
    with pytest.raises(ValidationError):
        PackCard.model_validate({**toy_card.model_dump(), "surprise": 1})


def test_an_unknown_pack_names_the_known_ones():
    with pytest.raises(UnknownPackError, match="spliceai"):
        packs.card("nonesuch")


def test_listing_packs_and_the_splice_protocol_load_neither_torch_nor_h5py():
    code = (
        "import sys; import models.splice.engine, models.splice.protocol;"
        "from models import packs, registry; packs.all_statuses(); registry.engines();"
        "print(sorted({'torch', 'h5py', 'safetensors'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


def test_the_data_folder_follows_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("INTRONAUT_DATA", str(tmp_path))
    assert packs.data_dir() == tmp_path
    monkeypatch.delenv("INTRONAUT_DATA")
    assert packs.data_dir().name == "intronaut"
