"""`intronaut kit`, and `case new` with what a kit installed."""

from pathlib import Path

import pytest

from core.cli import main
from tests.core.pipeline.toy import World


def test_a_kit_is_built_installed_listed_and_used(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    world = World(tmp_path)
    world.add(21_121)
    spec = world.spec()
    items = '[[item]]\nkind = "reference"\nfrom = "toy.fa"\n[[item]]\nkind = "genes"\n'
    (tmp_path / "kit.toml").write_text(f'title = "Toy"\n{items}from = "toy.genes.tsv"\n')
    new = ["case", "new", str(spec.case), "--vcf", str(spec.vcf), "--ped", str(spec.ped)]
    assert main(new) == 2
    assert "no kit has installed one" in capsys.readouterr().err
    kit = str(tmp_path / "kit")
    assert main(["kit", "install", kit]) == 2
    assert main(["kit", "build", kit, "--manifest", str(tmp_path / "kit.toml")]) == 0
    assert "reference\ttoy.fa\t" in capsys.readouterr().out
    assert main(["kit", "install", kit]) == 0
    assert "Toy: 2 items installed in" in capsys.readouterr().err
    assert main(["kit", "list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split("\t")[0] for line in listed] == ["reference", "genes"]
    assert main([*new, "--assembly", "GRCh38"]) == 0
    assert "1 variant from 1 record" in capsys.readouterr().err


def test_a_manifest_that_is_not_there_is_one_message(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["kit", "build", str(tmp_path / "k"), "--manifest", str(tmp_path / "no")]) == 2
    assert "it cannot be read" in capsys.readouterr().err
