"""A kit is built from files and addresses, carried over, verified and installed."""

import errno
import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pysam
import pytest

from core.cli.installed import reference_and_genes
from core.domain.kit import Kit, KitKind
from core.domain.local_value import LocalEntry
from core.errors import (
    DiskFullError,
    KitError,
    LicenceNotAcceptedError,
    ProblemError,
    UsageError,
)
from core.pipeline import kit_build, kit_install, kit_ready
from core.pipeline.gene_sources import kept_gene_sources
from core.pipeline.intake import read_case
from core.pipeline.kit_build import build_kit
from core.pipeline.kit_install import install_kit
from core.pipeline.kit_installed import installed_items, installed_path, kit_folder
from core.pipeline.term_index import kept_term_index
from core.sources.local_sources import open_source
from core.sources.panels import read_panel
from core.sources.registry import registered
from tests.core.pipeline.kit_server import Site, serving
from tests.core.pipeline.toy import World, drive
from tests.core.sources import gene_files
from tests.core.sources.local_files import variant, write_bigwig, write_table
from tests.core.sources.test_obo import OBO

MISSENSE = (
    "# AlphaMissense\n"
    "#CHROM\tPOS\tREF\tALT\tgenome\tuniprot_id\ttranscript_id\tprotein_variant\t"
    "am_pathogenicity\tam_class\n"
    "chr1\t10\tA\tC\thg38\tP1\tENST1.1\tV2L\t0.9\tlikely_pathogenic\n"
)
GNOMAD = (
    "##fileformat=VCFv4.2\n"
    '##INFO=<ID=AF,Number=A,Type=Float,Description="x">\n'
    '##INFO=<ID=VEP,Number=.,Type=String,Description="y">\n'
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="z">\n'
    "##contig=<ID=chr1,length=1000>\n"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n"
    "chr1\t10\trs1\tA\tC\t.\tPASS\tAF=0.25;VEP=long|words\tGT\t0/1\n"
    "chr1\t20\t.\tA\tG\t.\tAC0\tVEP=more\tGT\t0/0\n"
)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "kit-to-carry"


def manifest(tmp_path: Path, *items: str) -> Path:
    path = tmp_path / "kit.toml"
    parts = ['title = "Test kit"', *(f"[[item]]\n{item}" for item in items)]
    path.write_text("\n".join(parts))
    return path


def item(kind: str, origin: str, **told: object) -> str:
    fields = {"kind": kind, "from": origin, **told}
    return "\n".join(f"{key} = {json.dumps(value)}" for key, value in fields.items())


def built(folder: Path, file: Path) -> Kit:
    _, kit = drive(build_kit(folder, file))
    return kit


def missense(site: Site, **told: object) -> str:
    site.files["am.tsv.gz"] = gzip.compress(MISSENSE.encode(), mtime=0)
    address = site.url("am.tsv.gz")
    return item("track", address, layout="alphamissense", assembly="GRCh38", **told)


def test_a_kit_of_every_kind_works_on_the_other_machine(
    world: World, site: Site, folder: Path, tmp_path: Path
) -> None:
    site.files["gnomad.vcf"] = GNOMAD.encode()
    site.files["toy.fa.gz"] = gzip.compress(world.reference.read_bytes())
    gencc = gene_files.gencc(
        tmp_path / "gencc.tsv", gene_files.submission("NF1", "HGNC:1", "Autosomal dominant")
    )
    track = write_bigwig(tmp_path / "phylop.bw", {"chr1": {9: 1.5}})
    file = manifest(
        tmp_path,
        item("reference", site.url("toy.fa.gz")),
        item("genes", "toy.genes.tsv"),
        item("gene-source", gencc.name),
        item("track", track.name, assembly="GRCh38", title="phyloP", version="100-way"),
        missense(site, version="2023"),
        item("variants", site.url("gnomad.vcf"), keep_info=["AF"], assembly="GRCh38"),
        item("panel", "heart.txt"),
        item("hpo-terms", "hp.obo"),
    )
    (tmp_path / "heart.txt").write_text("MYBPC3\nTTN\n")
    (tmp_path / "hp.obo").write_text(OBO)
    kit = built(folder, file)
    kinds = [*[*KitKind][:4], KitKind.TRACK, KitKind.VARIANTS, KitKind.PANEL, KitKind.TERMS]
    assert [one.kind for one in kit.items] == kinds
    assert sorted(path.name for path in folder.iterdir()) == ["files", "kit.json"]
    carried = tmp_path / "stick"
    shutil.move(folder, carried)
    site.files.clear()
    drive(install_kit(carried))
    shutil.rmtree(carried)

    assert {one.title: one.version for one in registered()} == {
        "phyloP": "100-way",
        "AlphaMissense": "2023",
    }
    opened = open_source(registered()[1])
    assert opened.of(variant("chr1-10-A-C")).entries == (
        LocalEntry(0.9, "likely_pathogenic", "", "ENST1.1"),
    )
    opened.close()
    assert kept_gene_sources()[0].n_entries == 1
    assert len(read_panel(kit_folder() / "heart.txt").genes) == 2
    terms = kept_term_index()
    assert terms is not None
    assert terms.has_synonyms
    reference, genes = reference_and_genes(None, (), "")
    assert genes == (kit_folder() / "toy.genes.tsv",)
    drive(read_case(world.spec(reference=reference, genes=genes)))
    vcf = installed_path(KitKind.VARIANTS, "GRCh38")
    with pysam.TabixFile(str(vcf)) as table:
        assert list(table.fetch("chr1", 0, 100)) == [
            "chr1\t10\trs1\tA\tC\t.\tPASS\tAF=0.25",
            "chr1\t20\t.\tA\tG\t.\tAC0\t.",
        ]
        assert not [line for line in table.header if "VEP" in line or "FORMAT" in line]


def test_variant_files_become_sources_and_one_that_says_nothing_is_kept_and_told(
    site: Site, folder: Path, tmp_path: Path
) -> None:
    site.files["clinvar.vcf"] = GNOMAD.replace("ID=AF", "ID=CLNSIG").encode()
    site.files["gnomad.vcf"] = site.files["plain.vcf"] = GNOMAD.encode()
    stated = {"keep_info": ["AF"], "assembly": "GRCh38"}
    file = manifest(
        tmp_path,
        item("variants", site.url("gnomad.vcf"), layout="frequency", version="4.1", **stated),
        item("variants", site.url("clinvar.vcf"), layout="clinvar", assembly="GRCh38"),
        item("variants", site.url("plain.vcf"), **stated),
    )
    built(folder, file)
    steps, _ = drive(install_kit(folder))
    assert {(one.layout, one.version) for one in registered()} == {
        ("frequency", "4.1"),
        ("clinvar", ""),
    }
    (told,) = [one.note for one in steps if one.note]
    assert told.startswith("plain.vcf.gz is kept, but no case is looked up in it: ")


def test_a_stated_layout_that_does_not_fit_stops_the_building(
    site: Site, folder: Path, tmp_path: Path
) -> None:
    site.files["gnomad.vcf"] = GNOMAD.encode()
    file = manifest(tmp_path, item("variants", site.url("gnomad.vcf"), layout="clinvar"))
    with pytest.raises(ProblemError, match="CLNSIG"):
        built(folder, file)


def test_every_file_is_listed_with_size_and_digest(site: Site, folder: Path, tmp_path: Path):
    kit = built(folder, manifest(tmp_path, missense(site)))
    for file in kit.files:
        content = (folder / "files" / file.name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file.size, file.sha256)
    assert kit.items[0].published_sha256 == hashlib.sha256(site.files["am.tsv.gz"]).hexdigest()
    assert kit.items[0].converted == "compressed with bgzip, indexed"


def test_a_cut_download_goes_on_where_it_stopped(site: Site, folder: Path, tmp_path: Path):
    file = manifest(tmp_path, missense(site))
    site.cut["am.tsv.gz"] = 50
    with pytest.raises(KitError, match="cut: 50 of") as problem:
        built(folder, file)
    assert "goes on" in problem.value.remedy
    assert not (folder / "kit.json").exists()
    built(folder, file)
    assert [wanted for _, wanted in site.asked] == ["", "bytes=50-"]


def test_a_file_that_changed_meanwhile_is_fetched_anew(site: Site, folder: Path, tmp_path: Path):
    file = manifest(tmp_path, missense(site))
    site.cut["am.tsv.gz"] = 50
    with pytest.raises(KitError):
        built(folder, file)
    site.files["am.tsv.gz"] = gzip.compress(MISSENSE.replace("0.9", "0.125").encode())
    kit = built(folder, file)
    with gzip.open(folder / "files" / kit.items[0].main.name) as made:
        assert b"0.125" in made.read()


def test_a_download_that_was_whole_before_the_stop_is_not_half_repeated(
    site: Site, folder: Path, tmp_path: Path
) -> None:
    steps = build_kit(folder, manifest(tmp_path, missense(site)))
    while next(steps).stage != "checking":
        pass
    steps.close()
    built(folder, manifest(tmp_path, missense(site)))


def test_a_wrong_digest_keeps_nothing(site: Site, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(KitError, match="the manifest states 00000000"):
        built(folder, manifest(tmp_path, missense(site, sha256="0" * 64)))
    assert not list(folder.rglob("*.part"))
    assert not list((folder / "files").iterdir())
    right = hashlib.sha256(site.files["am.tsv.gz"]).hexdigest()
    built(folder, manifest(tmp_path, missense(site, sha256=right)))


def test_what_is_finished_is_not_made_again(site: Site, folder: Path, tmp_path: Path) -> None:
    bed = write_table(tmp_path / "own.bed", "chr1 9 20 first")
    regions = item("track", bed.name, layout="bed", assembly="GRCh38")
    gone = item("track", site.url("gone.bed"), layout="bed", assembly="GRCh38")
    with pytest.raises(KitError, match="404"):
        built(folder, manifest(tmp_path, missense(site), gone))
    assert not (folder / "kit.json").exists()
    n_asked = len(site.asked)
    kit = built(folder, manifest(tmp_path, missense(site), regions))
    assert len(kit.items) == 2
    assert len(site.asked) == n_asked
    built(folder, manifest(tmp_path, regions))
    assert [path.name for path in (folder / "files").iterdir()] == ["own.bed"]


def test_a_local_file_that_changed_is_taken_again(folder: Path, tmp_path: Path) -> None:
    bed = write_table(tmp_path / "own.bed", "chr1 9 20 first")
    file = manifest(tmp_path, item("track", bed.name, layout="bed", assembly="GRCh38"))
    built(folder, file)
    write_table(bed, "chr1 9 20 first", "chr1 30 40 second")
    built(folder, file)
    assert b"second" in (folder / "files" / "own.bed").read_bytes()


@pytest.mark.parametrize(
    ("items", "told"),
    [
        (['kind = "tracks"\nfrom = "x"'], "item.0.kind"),
        (['kind = "track"'], "has no `from`"),
        (['kind = "pack"'], "names no `pack`"),
        (['kind = "genes"\nfrom = "nowhere.gff3"'], "nowhere.gff3 is not there"),
        (['kind = "genes"\nfrom = "http://x/a"\ncolour = "red"'], "item.0.colour"),
        (['kind = "track"\nfrom = "http://x/a"\nlayout = "dbnsfp"'], "no known table layout"),
        (
            ['kind = "genes"\nfrom = "http://x/a"', 'kind = "track"\nfrom = "http://y/a"'],
            "two items",
        ),
    ],
)
def test_a_manifest_at_fault_is_told_before_anything_is_fetched(
    tmp_path: Path, folder: Path, items: list[str], told: str
) -> None:
    with pytest.raises(KitError, match=told):
        built(folder, manifest(tmp_path, *items))
    assert not folder.exists()


def test_a_table_that_cannot_be_used_does_not_enter_a_kit(
    site: Site, folder: Path, tmp_path: Path
) -> None:
    lines = MISSENSE.splitlines(keepends=True)
    site.files["am.tsv"] = "".join([*lines, lines[2].replace("\t10\t", "\t5\t")]).encode()
    file = manifest(
        tmp_path,
        item("track", site.url("am.tsv"), layout="alphamissense", assembly="GRCh38"),
    )
    with pytest.raises(KitError, match="not sorted"):
        built(folder, file)
    wrong = item("variants", site.url("gnomad.vcf"), keep_info=["AF_grpmax"])
    site.files["gnomad.vcf"] = GNOMAD.encode()
    with pytest.raises(KitError, match="no INFO field AF_grpmax"):
        built(folder, manifest(tmp_path, wrong))
    site.files["gnomad.vcf"] = gzip.compress(GNOMAD.encode())[:-30]
    with pytest.raises(KitError, match="cut or damaged"):
        built(folder, manifest(tmp_path, item("variants", site.url("gnomad.vcf"))))
    assert not list((folder / "files").iterdir())


def test_a_full_disk_while_building_is_one_message(
    site: Site, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Iterator[tuple[int, int]]:
        raise OSError(errno.ENOSPC, "No space left on device")
        yield 0, 0

    monkeypatch.setattr(kit_build, "fetch", full)
    with pytest.raises(DiskFullError, match="no space is left for the kit"):
        built(folder, manifest(tmp_path, missense(site)))


@pytest.fixture
def kit(site: Site, folder: Path, tmp_path: Path) -> Path:
    bed = write_table(tmp_path / "own.bed", "chr1 9 20 first")
    regions = item("track", bed.name, layout="bed", assembly="GRCh38")
    built(folder, manifest(tmp_path, missense(site), regions))
    return folder


def nothing_is_installed() -> bool:
    return not registered() and not installed_items() and not list(kit_folder().glob("[!.]*"))


def test_a_damaged_a_cut_and_a_missing_file_change_nothing(kit: Path) -> None:
    bed = kit / "files" / "own.bed"
    whole = bed.read_bytes()
    bed.write_bytes(whole.replace(b"first", b"fir5t"))
    with pytest.raises(KitError, match="damaged"):
        drive(install_kit(kit))
    bed.write_bytes(whole[:-1])
    with pytest.raises(KitError, match="another size than in its list"):
        drive(install_kit(kit))
    bed.unlink()
    with pytest.raises(KitError, match="is missing"):
        drive(install_kit(kit))
    assert nothing_is_installed()


def test_a_second_kit_never_replaces_what_is_for_something_else(
    kit: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drive(install_kit(kit))
    (tmp_path / "other").mkdir()
    bed = write_table(tmp_path / "other" / "own.bed", "chr1 9 20 second")
    for assembly in ("GRCh37", "GRCh38"):
        folder = tmp_path / f"kit {assembly}"
        regions = item("track", str(bed), layout="bed", assembly=assembly)
        built(folder, manifest(tmp_path / "other", regions))
        if assembly == "GRCh37":
            with pytest.raises(
                KitError, match=r"own\.bed: a file of that name is installed already"
            ):
                drive(install_kit(folder))
            assert (kit_folder() / "own.bed").read_text().rstrip().endswith("first")
        else:
            notes = [step.note for step in install_kit(folder)]
            assert any("own.bed takes the place of the one installed" in note for note in notes)
            assert (kit_folder() / "own.bed").read_text().rstrip().endswith("second")


def test_an_unfinished_kit_and_a_folder_without_one_are_refused(kit: Path, tmp_path: Path) -> None:
    (kit / "kit.json").rename(kit / "kit.unfinished.json")
    with pytest.raises(KitError, match="was not finished"):
        drive(install_kit(kit))
    with pytest.raises(KitError, match="holds no kit"):
        drive(install_kit(tmp_path))
    (kit / "kit.json").write_text("{")
    with pytest.raises(KitError, match="cannot be read"):
        drive(install_kit(kit))


def test_a_list_that_names_files_elsewhere_is_refused(kit: Path) -> None:
    text = (kit / "kit.json").read_text()
    (kit / "kit.json").write_text(text.replace('"own.bed"', '"../own.bed"'))
    with pytest.raises(KitError, match="files outside the kit"):
        drive(install_kit(kit))


def test_too_little_room_is_told_before_anything_is_copied(
    kit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(kit)
    monkeypatch.setattr(kit_install.shutil, "disk_usage", lambda _: usage._replace(free=10))
    with pytest.raises(DiskFullError, match="GB are free"):
        drive(install_kit(kit))
    assert nothing_is_installed()


def test_a_stopped_installation_registers_nothing_and_goes_on(
    kit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = install_kit(kit)
    while True:
        step = next(steps)
        if (step.stage, step.message) == ("copying", "own.bed"):
            break
    steps.close()
    assert registered() == ()
    assert installed_items() == ()
    assert not list(kit_folder().glob(".*.coming"))
    copied: list[str] = []
    copy = kit_install.copy
    monkeypatch.setattr(
        kit_install, "copy", lambda source, part: copied.append(source.name) or copy(source, part)
    )
    drive(install_kit(kit))
    assert copied == ["own.bed"]
    assert len(registered()) == 2


def test_a_disk_that_fills_up_leaves_whole_files_only(
    kit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path, part: Path) -> Iterator[tuple[int, int]]:
        part.write_bytes(b"half")
        yield 4, 8
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kit_install, "copy", full)
    with pytest.raises(DiskFullError, match="no space is left"):
        drive(install_kit(kit))
    assert nothing_is_installed()


def test_installing_twice_changes_nothing(kit: Path) -> None:
    drive(install_kit(kit))
    before = registered(), installed_items()
    drive(install_kit(kit))
    assert (registered(), installed_items()) == before


def test_a_pack_is_refused_without_consent_before_anything_changes(
    kit: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = json.loads((kit / "kit.json").read_text())
    listed["items"][0] |= {"kind": "pack", "pack": "spliceai"}
    (kit / "kit.json").write_text(json.dumps(listed))
    with pytest.raises(LicenceNotAcceptedError, match="spliceai of this kit"):
        drive(install_kit(kit))
    assert nothing_is_installed()


def test_a_long_plain_list_of_regions_gets_an_index(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kit_ready, "_SHORT", 10)
    bed = write_table(tmp_path / "own.bed", "chr1 9 20 first", "chr1 30 40 second")
    kit = built(
        folder, manifest(tmp_path, item("track", bed.name, layout="bed", assembly="GRCh38"))
    )
    assert [file.name for file in kit.files] == ["own.bed.gz", "own.bed.gz.tbi"]
    drive(install_kit(folder))
    opened = open_source(registered()[0])
    assert [one.text for one in opened.of(variant("chr1-40-A-C")).entries] == [
        "second (chr1:31-40)"
    ]
    opened.close()


def test_a_conversion_tells_how_far_it_is(site: Site, folder: Path, tmp_path: Path) -> None:
    steps, _ = drive(build_kit(folder, manifest(tmp_path, missense(site))))
    told = [one for one in steps if one.stage == "converting"]
    assert told[-1].done == told[-1].total == len(site.files["am.tsv.gz"])
    assert "indexing" in [one.stage for one in steps]


def test_without_a_kit_a_reference_has_to_be_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no kit has installed one"):
        reference_and_genes(None, (), "")
    named = tmp_path / "mine.fa"
    assert reference_and_genes(named, (), "") == (named, ())
