"""`intronaut sources` and `case annotate`."""

from pathlib import Path

from core.cli import main
from core.domain.local_value import Registration
from core.pipeline.intake import read_case
from core.pipeline.local_sources import add_local_source
from core.store.case_store import CaseStore
from tests.core.pipeline.toy import PLUS, World, drive, other
from tests.core.sources.known_files import CLINVAR, GNOMAD, known_vcf

AT = PLUS[1][1] + 1
BUILD = "##contig=<ID=1,length=248956422>"


def test_kind_and_build_are_guessed_and_a_changed_file_is_told(tmp_path: Path, capsys) -> None:
    path = known_vcf(tmp_path / "gnomad.v4.vcf.gz", ["1 9 . A C . PASS AF=1"], (BUILD, *GNOMAD))
    assert main(["sources", "add", str(path), "--version", "4.1"]) == 0
    assert main(["sources", "verify"]) == 0
    assert main(["sources", "list"]) == 0
    covered = capsys.readouterr()
    assert "\tno records on chr2, chr3, " in covered.out
    assert main(["sources", "add", str(path), "--version", "4.1"]) == 0
    assert "gnomad-v4: gnomad.v4 (4.1), frequency, GRCh38" in capsys.readouterr().err
    path.write_bytes(path.read_bytes() + b"\n")
    assert main(["sources", "verify"]) == 2
    assert "gnomad-v4: the file is gone or is another one." in capsys.readouterr().err
    assert main(["sources", "remove", "gnomad-v4"]) == 0
    assert main(["sources", "list"]) == 0
    assert capsys.readouterr().out == ""


def test_a_file_of_the_other_build_or_of_unknown_fields_is_refused(tmp_path: Path, capsys) -> None:
    path = known_vcf(tmp_path / "c.vcf.gz", ["1 9 . A C . . CLNSIG=Benign"], (BUILD, *CLINVAR))
    assert main(["sources", "add", str(path), "--assembly", "GRCh37"]) == 2
    assert "its header is that of GRCh38" in capsys.readouterr().err
    plain = known_vcf(tmp_path / "own.vcf.gz", ["1 9 . A C . . AF=0.5"], (BUILD, GNOMAD[0]))
    assert main(["sources", "add", str(plain)]) == 2
    assert "nothing in its header tells" in capsys.readouterr().err
    assert main(["sources", "add", str(plain), "--map", "frequency=AF"]) == 0
    assert main(["sources", "add", str(plain), "--map", "AF"]) == 2


def test_a_case_is_annotated_by_command(tmp_path: Path, capsys) -> None:
    world = World(tmp_path)
    world.add(AT)
    drive(read_case(spec := world.spec()))
    row = f"toy1 {AT} . {world.base(AT)} {other(world.base(AT))} . PASS AF=0.25"
    path = known_vcf(tmp_path / "freq.vcf.gz", [row])
    drive(add_local_source(Registration(path, "frequency", assembly="artificial")))
    assert main(["case", "annotate", str(spec.case)]) == 0
    assert "1 variant looked up: freq (no version stated)." in capsys.readouterr().err
    with CaseStore.open(spec.case) as store:
        assert [one.population_frequency for one in store.variants()] == [0.25]


def test_a_new_case_is_looked_up_in_the_chosen_sources_only_and_says_so(
    tmp_path: Path, capsys
) -> None:
    world = World(tmp_path)
    world.add(AT)
    row = f"toy1 {AT} . {world.base(AT)} {other(world.base(AT))} . PASS AF="
    for name, value in (("rare", 0.001), ("common", 0.25)):
        path = known_vcf(tmp_path / f"{name}.vcf.gz", [row + str(value)])
        drive(add_local_source(Registration(path, "frequency", name, assembly="artificial")))
    spec = world.spec()
    new = ["case", "new", str(spec.case), "--vcf", str(spec.vcf), "--ped", str(spec.ped)]
    new += ["--reference", str(world.reference), "--assembly", "GRCh38"]
    assert main([*new, "--source", "gnomad"]) == 2
    assert "There is no source gnomad on this computer." in capsys.readouterr().err
    drive(read_case(world.spec(sources=("rare",))))
    for _ in range(2):
        with CaseStore.open(spec.case) as store:
            assert [one.population_frequency for one in store.variants()] == [0.001]
            assert store.info().chosen_sources == ("rare",)
            assert any("only rare were chosen" in one for one in store.info().warnings)
        assert main(["case", "annotate", str(spec.case)]) == 0, "the choice is kept"
