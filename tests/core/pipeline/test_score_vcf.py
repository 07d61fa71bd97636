"""Annotating a file: every record comes back as it was, with what can be said added."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import cyvcf2
import numpy as np
import pysam
import pytest

from core.domain.assembly import Assembly
from core.errors import (
    AssemblyMismatchError,
    EngineUnavailableError,
    InputFileError,
    PackError,
    ProblemError,
    UsageError,
    VcfFormatError,
)
from core.pipeline.cached import CachedEngine
from core.pipeline.score_vcf import score_file
from core.pipeline.spec import ScoreFileSpec
from core.store.cache_file import FILE_NAME
from core.store.score_cache import ScoreCache
from models.splice.protocol import SpliceProfile, SpliceRequest
from tests.core.pipeline.toy import MINUS, PLUS, UNKNOWN, ToyEngine, World, drive, other

DONOR = PLUS[1][1] + 1
"""First base of the GT after the second exon of PLUSGENE."""
QUIET = 22_000
KEYS = {"SpliceAI", "SpliceAI_ext", "SpliceAI_not_scored"}

HEADER = (
    "##fileformat=VCFv4.2\n"
    "##contig=<ID=toy1,length=60000>\n"
    '##ALT=<ID=DEL,Description="Deletion">\n'
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="Count">\n'
    '##INFO=<ID=END,Number=1,Type=Integer,Description="End">\n'
    '##INFO=<ID=NOTE,Number=.,Type=String,Description="Words">\n'
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
    '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Depths">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tone\ttwo\n"
)


def record(world: World, pos: int, ref: str = "", alt: str = "", info: str = "AC=1") -> str:
    ref = ref or world.base(pos)
    alt = alt or other(ref[0])
    return f"toy1\t{pos}\trs{pos}\t{ref}\t{alt}\t50\tPASS\t{info}\tGT:AD\t0/1:9,8\t./.:.,."


def source(world: World, records: Sequence[str], end: str = "\n") -> Path:
    path = world.folder / "in.vcf"
    text = HEADER + "".join(f"{line}\n" for line in records)
    path.write_bytes(text.replace("\n", end).encode())
    return path


def spec(world: World, vcf: Path, **changes: object) -> ScoreFileSpec:
    given = {"out": world.folder / "out.vcf", "reference": world.reference, "genes": world.genes}
    return ScoreFileSpec(vcf=vcf, **{**given, **changes})  # type: ignore[arg-type]


def score(world: World, records: Sequence[str], **changes: object) -> list[str]:
    """Records of the annotated file."""
    asked = spec(world, source(world, records), **changes)
    drive(score_file(asked, engine=ToyEngine()))
    return body(asked.out)


def body(path: Path) -> list[str]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode()
    return [line for line in text.splitlines() if not line.startswith("#")]


def info(line: str) -> Mapping[str, str]:
    return dict(item.partition("=")[::2] for item in line.split("\t")[7].split(";"))


def without_ours(line: str) -> str:
    fields = line.split("\t")
    kept = [item for item in fields[7].split(";") if item.split("=")[0] not in KEYS]
    fields[7] = ";".join(kept) or "."
    return "\t".join(fields)


def numbers(text: str) -> tuple[list[float], list[int]]:
    parts = text.split("|")
    return [float(part) for part in parts[2:6]], [int(part) for part in parts[6:10]]


def every_kind(world: World) -> list[str]:
    two = world.text[QUIET - 1 : QUIET + 1]
    return [
        record(world, 100),
        record(world, 10_000),
        record(world, QUIET, ref=two, alt=other(two[0]) + other(two[1])),
        record(world, QUIET + 10, alt="<DEL>", info="END=22100"),
        record(world, QUIET + 11, alt="*"),
        record(world, QUIET + 12, alt=f"{other(world.base(QUIET + 12))},*,<DEL>", info="AC=1,2,3"),
        record(world, QUIET + 13, ref=other(world.base(QUIET + 13))),
        record(world, QUIET + 14, alt="."),
        record(world, QUIET + 15, alt="N"),
        record(world, QUIET + 16, alt=f"{world.base(QUIET + 16)}]toy1:24000]"),
        record(world, QUIET + 17, info="."),
        record(world, QUIET + 18, alt=other(world.base(QUIET + 18)).lower()),
        "toy1\tfive\t.\tA\tC\t.\t.\t.\tGT:AD\t0/1:9,8\t0/0:9,0",
        "toy1\t22020\t.\tA",
        record(world, DONOR),
        record(world, UNKNOWN[0] + 5, ref="N", alt="A"),
        record(world, MINUS[1][0] - 1),
        record(world, 59_990),
        "chr9\t5\t.\tA\tC\t.\t.\tAC=1\tGT:AD\t0/1:9,8\t0/0:9,0",
    ]


def test_every_record_comes_back_in_order_with_all_its_own_bytes(world: World):
    records = every_kind(world)
    found = score(world, records)
    assert [without_ours(line) if line.count("\t") > 7 else line for line in found] == records


def test_windows_line_ends_become_plain_ones_and_change_nothing_else(world: World):
    records = every_kind(world)
    vcf = source(world, records, end="\r\n")
    asked = spec(world, vcf)
    drive(score_file(asked, engine=ToyEngine()))
    assert b"\r" not in asked.out.read_bytes()
    crlf = asked.out.read_bytes()
    score(world, records)
    assert asked.out.read_bytes() == crlf


def test_the_header_stays_and_names_what_was_done(world: World):
    asked = spec(world, source(world, []), distance=77, masked=True)
    _, summary = drive(score_file(asked, engine=ToyEngine()))
    text = asked.out.read_text()
    mine = [line for line in text.splitlines() if "ID=SpliceAI" in line]
    assert [line for line in text.splitlines() if line not in mine] == HEADER.splitlines()
    assert f"SpliceAI 1, weights {'0' * 64}, float32, masked, distance 77" in mine[0]
    assert "ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_AG|DP_AL|DP_DG|DP_DL" in mine[0]
    assert len(mine) == 3
    assert summary.startswith("0 records written, 0 of them scored")


def test_a_lost_donor_is_told_in_the_published_layout(world: World):
    (line,) = score(world, [record(world, DONOR)])
    alt = other(world.base(DONOR))
    assert info(line)["SpliceAI"] == f"{alt}|PLUSGENE|0.00|0.00|0.00|0.90|-50|-50|-50|-1"


def test_on_the_minus_strand_offsets_still_run_along_the_genome(world: World):
    pos = MINUS[1][0]
    (line,) = score(world, [record(world, pos)])
    deltas, offsets = numbers(info(line)["SpliceAI"])
    assert deltas == [0.0, 0.0, 0.0, 0.9]
    assert offsets[3] == 1


def test_each_allele_of_a_record_has_its_own_entry_in_order(world: World):
    base = world.base(DONOR)
    alts = [letter for letter in "ACGT" if letter != base]
    (line,) = score(world, [record(world, DONOR, alt=",".join(alts), info="AC=1,2,3")])
    entries = info(line)["SpliceAI"].split(",")
    assert [entry.split("|")[0] for entry in entries] == alts
    assert {numbers(entry)[0][3] for entry in entries} == {0.9}


@pytest.mark.parametrize(
    ("pos", "ref", "alt", "reason"),
    [
        (100, "", "", "near_contig_end"),
        (59_990, "", "", "near_contig_end"),
        (10_000, "", "", "outside_genes"),
        (QUIET, "", "<DEL>", "unsupported_allele"),
        (QUIET, "", "*", "unsupported_allele"),
        (QUIET, "", "N", "unsupported_allele"),
        (QUIET, "A", "A", "same_as_ref"),
        (UNKNOWN[0] + 5, "N", "A", "reference_unknown"),
        (QUIET, "other", "", "reference_mismatch"),
    ],
)
def test_what_is_not_scored_says_why_and_never_looks_like_a_score(world, pos, ref, alt, reason):
    wrong = other(world.base(pos))
    spelled = record(world, pos, ref=wrong if ref == "other" else ref, alt=alt)
    (line,) = score(world, [spelled])
    assert "SpliceAI" not in info(line)
    assert info(line)["SpliceAI_not_scored"] == f"{spelled.split(chr(9))[4]}|{reason}"


def test_a_contig_that_the_reference_lacks_is_a_reason(world: World):
    here = record(world, QUIET)
    (line, _) = score(world, ["chr9\t5\t.\tA\tC\t.\t.\t.\tGT:AD\t0/1:9,8\t./.:.,.", here])
    assert info(line)["SpliceAI_not_scored"] == "C|contig_missing"


def test_scored_and_unscored_alleles_of_one_record_are_kept_apart(world: World):
    alt = other(world.base(DONOR))
    (line,) = score(world, [record(world, DONOR, alt=f"{alt},<DEL>", info="AC=1,1")])
    assert info(line)["SpliceAI"].split("|")[0] == alt
    assert info(line)["SpliceAI_not_scored"] == "<DEL>|unsupported_allele"


def test_a_malformed_record_says_so_and_a_breakend_cannot_break_the_column(world: World):
    bad = "toy1\tfive\t.\tA\tC\t.\t.\t.\tGT:AD\t0/1:9,8\t0/0:9,0"
    end = record(world, QUIET, alt="A]toy1:24000;X=1]")
    lines = score(world, [bad, end])
    assert info(lines[0])["SpliceAI_not_scored"] == "C|malformed"
    assert info(lines[1])["SpliceAI_not_scored"].startswith("A]toy1:24000_X_1]|")


def test_two_long_alleles_have_dots_as_published_and_our_score_beside_them(world: World):
    ref = world.text[DONOR - 1 : DONOR + 1]
    alt = other(ref[0]) + other(ref[1])
    (line,) = score(world, [record(world, DONOR, ref=ref, alt=alt)])
    assert info(line)["SpliceAI"] == f"{alt}|PLUSGENE|.|.|.|.|.|.|.|."
    deltas, offsets = numbers(info(line)["SpliceAI_ext"])
    assert (deltas[3], offsets[3]) == (0.9, -1)


def test_scores_of_an_earlier_run_are_replaced_not_doubled(world: World):
    old = "SpliceAI=A|OLD|1.00|1.00|1.00|1.00|1|1|1|1;AC=1;SpliceAI_not_scored=x|y"
    lines = score(world, [record(world, DONOR, info=old), record(world, DONOR + 3, alt="<DEL>")])
    assert lines[0].count("SpliceAI=") == 1
    assert "OLD" not in lines[0]
    assert "SpliceAI_not_scored" not in info(lines[0])


def test_annotating_twice_gives_the_same_file(world: World):
    records = [line for line in every_kind(world) if line.count("\t") > 7]
    score(world, records)
    once = (world.folder / "out.vcf").read_bytes()
    asked = spec(world, world.folder / "out.vcf", out=world.folder / "again.vcf")
    drive(score_file(asked, engine=ToyEngine()))
    assert asked.out.read_bytes() == once


def test_masked_a_loss_away_from_the_nearest_boundary_is_zero(world: World):
    near, cryptic = record(world, DONOR), record(world, DONOR)
    assert numbers(info(score(world, [near], masked=True)[0])["SpliceAI"])[0][3] == 0.9
    for pos in (QUIET, QUIET + 1):
        world.text = world.text[: pos - 1] + "GTAAGT"[pos - QUIET] + world.text[pos:]
    world.text = world.text[: QUIET - 1] + "GTAAGT" + world.text[QUIET + 5 :]
    changed = World(world.folder, text=world.text)
    cryptic = record(changed, QUIET)
    assert numbers(info(score(changed, [cryptic])[0])["SpliceAI"])[0][3] == 0.9
    assert numbers(info(score(changed, [cryptic], masked=True)[0])["SpliceAI"])[0][3] == 0.0


class ToyOfTissues(ToyEngine):
    """The toy, with changes over tissues beside its probabilities."""

    def score(
        self, requests: Sequence[SpliceRequest], *, distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        for index, one in super().score(requests, distance=distance):
            change = one.alt - one.ref
            yield index, replace(one, gains=np.maximum(change, 0), losses=np.minimum(change, 0))


def test_masked_over_tissues_both_ends_of_a_deleted_exon_stay_lost(world: World):
    """The nearest boundary is the exon's first base: its other end is lost as well."""
    start, end = PLUS[1]
    ref = world.text[start - 4 : end + 4]
    lost = record(world, start - 3, ref=ref, alt=ref[0])
    asked = spec(world, source(world, [lost]), masked=True, distance=len(ref))
    drive(score_file(asked, engine=ToyEngine()))
    of_nearest = numbers(info(body(asked.out)[0])["SpliceAI"])[0]
    for attempt in ("computed", "kept"):
        with closing(ScoreCache(world.folder / FILE_NAME)) as cache:
            engine = CachedEngine(ToyOfTissues(), cache)
            drive(score_file(asked, engine=engine))
            assert engine.n_found == (attempt == "kept")
        of_all = numbers(info(body(asked.out)[0])["SpliceAI"])
        assert of_nearest == [0.0, 0.8, 0.0, 0.0]
        assert of_all == ([0.0, 0.8, 0.0, 0.9], [of_all[1][0], 4, of_all[1][2], end - start + 3])


def test_bcf_goes_in_and_text_comes_out(world: World):
    records = [record(world, QUIET), record(world, DONOR)]
    vcf = source(world, records)
    bcf = world.folder / "in.bcf"
    with (
        pysam.VariantFile(str(vcf)) as read,
        pysam.VariantFile(str(bcf), "wb", header=read.header) as write,
    ):
        for one in read:
            write.write(one)
    asked = spec(world, bcf)
    drive(score_file(asked, engine=ToyEngine()))
    found = body(asked.out)
    assert [without_ours(line) for line in found] == records
    assert numbers(info(found[1])["SpliceAI"])[0][3] == 0.9


@pytest.mark.parametrize("packed", ["gzip", "bgzip"])
def test_compressed_input_gives_the_same_as_plain(world: World, packed: str):
    records = [record(world, QUIET), record(world, DONOR)]
    plain = score(world, records)
    path = world.folder / "in.vcf.gz"
    if packed == "gzip":
        path.write_bytes(gzip.compress((world.folder / "in.vcf").read_bytes()))
    else:
        pysam.tabix_compress(str(world.folder / "in.vcf"), str(path))
    asked = spec(world, path)
    drive(score_file(asked, engine=ToyEngine()))
    assert body(asked.out) == plain


def test_compressed_output_is_read_by_htslib(world: World):
    out = world.folder / "out.vcf.gz"
    records = [record(world, QUIET), record(world, DONOR)]
    lines = score(world, records, out=out)
    assert [without_ours(line) for line in lines] == records
    with pysam.VariantFile(str(out)) as read:
        assert [one.pos for one in read] == [QUIET, DONOR]
    reader = cyvcf2.VCF(str(out))
    assert [one.INFO.get("SpliceAI").split("|")[1] for one in reader] == ["PLUSGENE"] * 2
    reader.close()


def test_a_file_without_contig_lines_and_one_without_samples_are_annotated(world: World):
    bare = world.folder / "bare.vcf"
    fields = record(world, DONOR).split("\t")[:8]
    columns = "\t".join(HEADER.splitlines()[-1].split("\t")[:8])
    bare.write_text(f"##fileformat=VCFv4.2\n{columns}\n" + "\t".join(fields) + "\n")
    asked = spec(world, bare)
    drive(score_file(asked, engine=ToyEngine()))
    (line,) = body(asked.out)
    assert without_ours(line) == "\t".join(fields)
    assert numbers(info(line)["SpliceAI"])[0][3] == 0.9


def spellings(world: World, pos: int, ref: str, alt: str) -> list[str]:
    """The allele padded on the left, on the right, on both sides."""
    left, right = world.text[pos - 4 : pos - 1], world.text[pos - 1 + len(ref) : pos + len(ref) + 2]
    return [
        record(world, pos, ref=ref, alt=alt),
        record(world, pos - 3, ref=left + ref, alt=left + alt),
        record(world, pos, ref=ref + right, alt=alt + right),
        record(world, pos - 3, ref=left + ref + right, alt=left + alt + right),
    ]


@pytest.mark.parametrize("kind", ["substitution", "deletion", "insertion"])
def test_a_padded_allele_gets_the_same_deltas_at_the_same_places(world: World, kind: str):
    ref, alt = {
        "substitution": (world.base(DONOR), other(world.base(DONOR))),
        "deletion": (world.text[DONOR - 1 : DONOR + 2], world.base(DONOR)),
        "insertion": (world.base(DONOR), world.base(DONOR) + "CC"),
    }[kind]
    seen = set()
    for one in spellings(world, DONOR, ref, alt):
        (line,) = score(world, [one])
        key = "SpliceAI_ext" if "SpliceAI_ext" in info(line) else "SpliceAI"
        deltas, offsets = numbers(info(line)[key])
        site = int(one.split("\t")[1]) + offsets[3]
        seen.add((tuple(deltas), site))
    assert seen == {((0.0, 0.0, 0.0, 0.9), DONOR - 1)}


def test_a_deletion_shifted_along_a_repeat_gets_the_same_deltas(world: World):
    text = world.text[: DONOR + 6] + "ACACACAC" + world.text[DONOR + 14 :]
    repeat = World(world.folder, text=text)
    first = DONOR + 7
    before = text[first - 2]
    leftmost = record(repeat, first - 1, ref=f"{before}AC", alt=before)
    shifted = [
        record(repeat, first + 1 + step, ref=text[first + step : first + step + 3], alt=anchor)
        for step in (0, 2, 4)
        for anchor in [text[first + step]]
    ]
    found = []
    for one in (leftmost, *shifted):
        deltas, _ = numbers(info(score(repeat, [one])[0])["SpliceAI"])
        found.append(tuple(deltas))
    assert len(set(found)) == 1


def test_an_allele_the_engine_fails_on_says_so_and_the_run_goes_on(world: World):
    long = "ACACACAC"
    records = [record(world, QUIET + 5 * step) for step in range(40)]
    records[7] = record(world, QUIET + 35, alt=long)
    records[9] = record(world, DONOR, alt=f"{other(world.base(DONOR))},{long}", info="AC=1,1")
    asked = spec(world, source(world, records))
    _, summary = drive(score_file(asked, engine=ToyEngine(fails_on=[long])))
    lines = body(asked.out)
    assert [without_ours(line) for line in lines] == records
    assert info(lines[7])["SpliceAI_not_scored"] == f"{long}|engine_failed"
    assert "SpliceAI" not in info(lines[7])
    assert numbers(info(lines[9])["SpliceAI"])[0][3] == 0.9
    assert info(lines[9])["SpliceAI_not_scored"] == f"{long}|engine_failed"
    assert all("SpliceAI" in info(line) for n, line in enumerate(lines) if n != 7)
    assert summary.startswith("40 records written, 39 of them scored")
    assert f"Toy failed on 2 requests (an allele in a gene), first on toy1-{QUIET + 35}-" in summary
    assert f"the toy cannot bear {long}" in summary


def test_an_engine_that_gets_out_of_order_loses_nothing_of_what_it_scored(world: World):
    records = [record(world, QUIET + 5 * step) for step in range(80)]
    asked = spec(world, source(world, records))
    with pytest.raises(EngineUnavailableError, match="40 of them scored") as caught:
        drive(score_file(asked, engine=ToyEngine(breaks_after=40)))
    assert str(asked.out) in caught.value.cause
    found = [info(line) for line in body(asked.out)]
    assert sum("SpliceAI" in one for one in found) == 40
    told = [one["SpliceAI_not_scored"] for one in found if "SpliceAI" not in one]
    assert len(told) == 40
    assert all(one.endswith("|engine_failed") for one in told)


def test_an_engine_that_never_worked_leaves_no_file(world: World):
    asked = spec(world, source(world, [record(world, QUIET)] * 3))
    with pytest.raises(EngineUnavailableError, match="out of order"):
        drive(score_file(asked, engine=ToyEngine(breaks_after=0)))
    assert not list(world.folder.glob("*out*"))


def test_an_annotation_that_is_replaced_is_named_with_its_records(world: World):
    old = "SpliceAI=A|OLD|1.00|1.00|1.00|1.00|1|1|1|1"
    records = [record(world, DONOR, info=old), record(world, QUIET), record(world, 100, info=old)]
    asked = spec(world, source(world, records))
    _, summary = drive(score_file(asked, engine=ToyEngine()))
    _, *notes = summary.splitlines()
    (note,) = notes
    assert note.startswith(f"Note: INFO/SpliceAI stood already in 2 records of {asked.vcf};")
    _, summary = drive(score_file(spec(world, source(world, records[1:2])), engine=ToyEngine()))
    assert "replaced" not in summary


def test_windows_line_ends_are_named_once(world: World):
    records = [record(world, QUIET), record(world, DONOR)]
    asked = spec(world, source(world, records, end="\r\n"))
    _, summary = drive(score_file(asked, engine=ToyEngine()))
    assert summary.count("Windows line ends (CR LF)") == 1
    _, summary = drive(score_file(spec(world, source(world, records)), engine=ToyEngine()))
    assert "Windows" not in summary


def test_one_record_is_told_in_the_singular(world: World):
    _, summary = drive(score_file(spec(world, source(world, [record(world, DONOR)])), engine=ToyEngine()))  # fmt: skip
    assert summary.startswith("1 record written, 1 of them scored")


def test_progress_counts_records_up_to_the_total(world: World):
    records = [record(world, QUIET + 5 * step) for step in range(40)] + [record(world, 10_000)]
    steps, summary = drive(score_file(spec(world, source(world, records)), engine=ToyEngine()))
    scoring = [step for step in steps if step.stage == "scoring records"]
    assert [step.done for step in scoring] == sorted(step.done for step in scoring)
    assert (scoring[-1].done, scoring[-1].total) == (41, 41)
    assert summary.startswith("41 records written, 40 of them scored")


def test_an_unproven_build_is_said_in_the_summary(world: World):
    _, summary = drive(score_file(spec(world, source(world, [])), engine=ToyEngine()))
    assert "unproven" in summary


@pytest.mark.parametrize("n_steps", [1, 2, 3, 8])
def test_a_job_stopped_at_any_step_leaves_nothing(world: World, n_steps: int):
    records = [record(world, QUIET + 5 * step) for step in range(9)]
    vcf = source(world, records)
    before = sorted(world.folder.iterdir())
    job = score_file(spec(world, vcf), engine=ToyEngine())
    for _ in range(n_steps):
        next(job)
    job.close()
    ours = set(world.folder.iterdir()) - set(before)
    assert {path.suffix for path in ours} <= {".fai"}


def test_damage_in_the_middle_of_the_input_leaves_nothing(world: World):
    vcf = source(world, [record(world, QUIET + step) for step in range(200)])
    cut = world.folder / "cut.vcf.gz"
    content = gzip.compress(vcf.read_bytes())
    cut.write_bytes(content[: len(content) // 2])
    asked = spec(world, cut)
    with pytest.raises(VcfFormatError, match="cut or damaged"):
        drive(score_file(asked, engine=ToyEngine()))
    assert not list(world.folder.glob("*out*"))
    assert not list(world.folder.glob(".*"))


@pytest.mark.parametrize("name", ["out.txt", "out.bcf", "out.vcf.bgz", "out"])
def test_a_name_that_is_no_vcf_is_refused(world: World, name: str):
    asked = spec(world, source(world, []), out=world.folder / name)
    with pytest.raises(UsageError, match=r"\.vcf"):
        drive(score_file(asked, engine=ToyEngine()))


def test_the_input_is_never_overwritten_not_even_through_a_link(world: World):
    vcf = source(world, [record(world, DONOR)])
    link = world.folder / "link.vcf"
    link.symlink_to(vcf)
    for out in (vcf, link):
        with pytest.raises(UsageError, match="would be lost"):
            drive(score_file(spec(world, vcf, out=out), engine=ToyEngine()))
    assert vcf.read_text().startswith(HEADER)


def test_a_folder_as_target_is_refused_before_the_work(world: World):
    folder = world.folder / "out.vcf"
    folder.mkdir()
    with pytest.raises(UsageError, match="folder"):
        drive(score_file(spec(world, source(world, []), out=folder), engine=ToyEngine()))


@pytest.mark.parametrize("name", [".", "", ".."])
def test_a_target_without_a_name_is_told_as_the_folder_it_is(world: World, name: str):
    asked = spec(world, source(world, []), out=Path(name))
    with pytest.raises(UsageError, match="is a folder") as caught:
        drive(score_file(asked, engine=ToyEngine()))
    assert caught.value.remedy.startswith("Name a file")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"vcf": Path("missing.vcf")}, VcfFormatError),
        ({"reference": Path("missing.fa")}, InputFileError),
        ({"genes": Path("missing.tsv")}, InputFileError),
        ({"genes": None}, UsageError),
        ({"engine_id": "nobody"}, UsageError),
        ({"out": Path("nowhere/out.vcf")}, InputFileError),
    ],
)
def test_what_is_missing_is_a_problem_with_a_remedy(world: World, changes, problem):
    given = {"vcf": source(world, [record(world, QUIET)])} | changes
    asked = spec(world, given.pop("vcf"), **given)
    with pytest.raises(problem) as caught:
        drive(score_file(asked, engine=ToyEngine()))
    assert caught.value.remedy


def test_a_file_of_another_build_is_refused_with_the_evidence(world: World):
    fasta = world.reference.read_text().replace("toy1", "chr17")
    world.reference.write_text(fasta)
    shifted = [
        record(world, pos, ref=world.base(pos + 1)).replace("toy1", "chr17")
        for pos in range(QUIET, QUIET + 600, 3)
    ]
    vcf = source(world, shifted)
    with pytest.raises(AssemblyMismatchError, match=str(vcf)) as caught:
        drive(score_file(spec(world, vcf), engine=ToyEngine()))
    assert caught.value.evidence


def test_without_the_pack_the_engine_is_a_problem_to_be_mended(world: World):
    with pytest.raises(ProblemError) as caught:
        drive(score_file(spec(world, source(world, [record(world, QUIET)]))))
    assert isinstance(caught.value, EngineUnavailableError | PackError)
    assert "install" in caught.value.remedy


def test_the_toy_contig_is_of_no_build(world: World):
    assert world.spec().assembly is Assembly.ARTIFICIAL


@pytest.mark.parametrize(
    ("engine_id", "key"), [("openspliceai", "OpenSpliceAI"), ("pangolin", "Pangolin")]
)
def test_other_engines_write_the_same_layout_under_their_own_keys(
    world: World, engine_id: str, key: str
):
    asked = spec(world, source(world, [record(world, DONOR)]), engine_id=engine_id)
    engine = ToyEngine()
    engine.info = replace(engine.info, precision="bfloat16", screening=True)
    drive(score_file(asked, engine=engine))
    header = [line for line in asked.out.read_text().splitlines() if f"ID={key}" in line]
    assert [line.split(",")[0] for line in header] == [
        f"##INFO=<ID={name}" for name in (key, f"{key}_ext", f"{key}_not_scored")
    ]
    assert "bfloat16, screening, raw, distance 50" in header[0]
    (line,) = body(asked.out)
    assert info(line)[key].startswith("T|PLUSGENE|0.00|0.00|0.00|0.90|")
    assert "SpliceAI" not in info(line)
