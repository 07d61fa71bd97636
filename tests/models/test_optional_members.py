"""Files of a pack that its engine works without: tables of exons."""

import hashlib
import zipfile

import pytest

from models import packs
from models.errors import PackDigestError, PackStateError
from models.packs import PackCard, PackState, catalogue, store
from tests.models.toys import write_wheel

TABLE = b"Chromosome,Start\n"


@pytest.fixture
def with_table(toy_card, toy_files, monkeypatch) -> dict[str, bytes]:
    """The toy pack, whose card now names a table of exons too; gives its published files."""
    table = {
        "member": "toy/exons.csv.gz",
        "sha256": hashlib.sha256(TABLE).hexdigest(),
        "installs": "exons.GRCh38.csv.gz",
        "converter": "copy",
        "is_optional": True,
    }
    fields = toy_card.model_dump()
    fields |= {
        "members": [*fields["members"], table],
        "exon_tables": {"GRCh38": "exons.GRCh38.csv.gz"},
    }
    card = PackCard.model_validate(fields)
    monkeypatch.setattr(catalogue, "cards", lambda: (card,))
    monkeypatch.setattr(store, "cards", lambda: (card,))
    return toy_files | {"toy/exons.csv.gz": TABLE}


def install(folder, files):
    wheel = write_wheel(folder / "toy-1.0-py3-none-any.whl", files)
    for _ in packs.install("toy", source=wheel, accepted_by="a tester"):
        pass
    return packs.verify("toy").state


def test_a_table_of_exons_is_installed_with_the_pack(with_table, tmp_path):
    assert install(tmp_path, with_table) is PackState.INSTALLED
    assert packs.exon_table_path("toy", "GRCh38").read_bytes() == TABLE


def test_a_pack_installed_before_its_card_named_the_table_is_whole(with_table, toy_files, tmp_path):
    assert install(tmp_path, toy_files) is PackState.INSTALLED
    with pytest.raises(PackStateError, match="without its tables of exons"):
        packs.exon_table_path("toy", "GRCh38")


def test_a_table_that_is_not_the_published_one_is_refused(with_table, tmp_path):
    with pytest.raises(PackDigestError):
        install(tmp_path, with_table | {"toy/exons.csv.gz": b"other"})


def test_a_table_lost_behind_installation_is_seen(with_table, tmp_path):
    install(tmp_path, with_table)
    packs.exon_table_path("toy", "GRCh38").unlink()
    assert packs.status("toy").state is PackState.DAMAGED


def test_a_bundle_holds_the_tables_its_source_has(with_table, toy_files, tmp_path):
    for name, files in (("with", with_table), ("without", toy_files)):
        folder = tmp_path / name
        folder.mkdir()
        wheel = write_wheel(folder / "toy-1.0-py3-none-any.whl", files)
        target = folder / "bundle.zip"
        for _ in packs.bundle("toy", str(wheel), target):
            pass
        with zipfile.ZipFile(target) as archive:
            assert set(archive.namelist()) == set(files)


def test_a_pack_without_table_for_a_build_says_so(with_table):
    with pytest.raises(PackStateError, match="no table of exons for GRCh37"):
        packs.exon_table_path("toy", "GRCh37")


@pytest.mark.usefixtures("own_data_folder")
def test_the_mmsplice_card_offers_exons_of_both_builds():
    card = packs.card("mmsplice")
    assert set(card.exon_tables) == {"GRCh37", "GRCh38"}
    optional = {member.installs for member in card.members if member.is_optional}
    assert optional == set(card.exon_tables.values())
    assert card.gene_tables == {}
