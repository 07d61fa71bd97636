"""Fixtures around the toys of this folder."""

import hashlib
from pathlib import Path

import pytest
import torch

from models.packs import PackCard, catalogue, store
from models.splice.ensemble import Ensemble
from models.splice.spliceai import SpliceAiEngine
from tests.models.toys import MEMBERS, base_by_base_network, toy_h5, write_wheel


@pytest.fixture(autouse=True)
def one_thread_per_network() -> None:
    """As in the engine's streams; threads that wait for each other crawl on a busy machine."""
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def toy_files() -> dict[str, bytes]:
    return {"toy/network1.h5": toy_h5(), "toy/genes.txt": b"#NAME\tCHROM\nABC\t1\n" * 1000}


@pytest.fixture
def toy_card(toy_files, monkeypatch) -> PackCard:
    card = PackCard.model_validate(
        {
            "name": "toy",
            "title": "Toy",
            "version": "1.0",
            "engine": "models.toy:Toy",
            "kinds": ["splice"],
            "predicts": "nothing",
            "assemblies": ["GRCh38"],
            "context_length": 10,
            "citation": "none",
            "source": {"kind": "pypi-wheel", "project": "toy", "version": "1.0"},
            "licence": {
                "name": "Toy licence",
                "url": "https://example.org/licence",
                "text_file": "spliceai.licence.txt",
                "commercial_use": False,
                "needs_consent": True,
            },
            "gene_tables": {"GRCh38": "genes.GRCh38.tsv"},
            "members": [
                {
                    "member": member,
                    "sha256": hashlib.sha256(toy_files[member]).hexdigest(),
                    "installs": installs,
                    "converter": converter,
                }
                for member, (installs, converter) in MEMBERS.items()
            ],
        }
    )
    monkeypatch.setattr(catalogue, "cards", lambda: (card,))
    monkeypatch.setattr(store, "cards", lambda: (card,))
    return card


@pytest.fixture
def toy_wheel(tmp_path, toy_files) -> Path:
    return write_wheel(tmp_path / "toy-1.0-py3-none-any.whl", toy_files)


@pytest.fixture
def toy_engine() -> SpliceAiEngine:
    """Two equal networks that read base by base, and no pack needed."""
    networks = (base_by_base_network(), base_by_base_network())
    return SpliceAiEngine(Ensemble(networks, torch.device("cpu"), 2), "0" * 64)
