"""What ships as the demo case is what the script makes, and agrees with itself."""

from itertools import pairwise

import pysam
import pytest

from resources.demo.genome import PLANS, build_contigs, build_genes, reverse_complement
from resources.demo.make_demo import FILES, write

STOPS = {"TAA", "TAG", "TGA"}


@pytest.mark.parametrize("name", FILES)
def test_the_script_reproduces_the_shipped_file_byte_for_byte(name, demo_folder, tmp_path):
    write(tmp_path)
    assert (tmp_path / name).read_bytes() == (demo_folder / name).read_bytes()


def test_all_files_together_stay_small(demo_folder):
    assert sum((demo_folder / name).stat().st_size for name in FILES) < 300_000


def test_the_shipped_index_fits_the_sequence(demo_folder, contigs):
    with pysam.FastaFile(str(demo_folder / "demo.fa")) as fasta:
        assert {name: fasta.fetch(name) for name in fasta.references} == contigs


@pytest.mark.parametrize("name", ["demo.fa", "demo.gff3", "demo.vcf", "case.json", "answer.json"])
def test_every_file_says_that_it_is_artificial(name, demo_folder):
    assert "ARTIFICIAL" in (demo_folder / name).read_text("ascii")


def test_contig_names_are_no_human_chromosomes(contigs):
    assert set(contigs) == {"demo1", "demo2"}


def test_ref_agrees_with_the_sequence_everywhere_but_in_the_planted_error(lines, contigs, planted):
    wrong = [
        (line.chrom, line.pos)
        for line in lines
        if contigs[line.chrom][line.pos - 1 : line.pos - 1 + len(line.ref)] != line.ref
    ]
    (variant,) = planted["wrong REF"]["variants"]
    assert wrong == [(variant["chrom"], variant["pos"])]


def test_records_are_sorted_and_each_differs_from_its_reference(lines):
    places = [(line.chrom, line.pos) for line in lines]
    assert places == sorted(places)
    assert all(line.ref not in line.alts for line in lines)


def test_every_planted_variant_is_in_the_file(lines, planted):
    spelled = {(line.chrom, line.pos, line.ref, alt) for line in lines for alt in line.alts}
    for plant in planted.values():
        for variant in plant["variants"]:
            assert tuple(variant.values()) in spelled, plant["name"]


def test_both_spellings_of_the_deletion_give_the_same_sequence(planted, contigs):
    results = set()
    for variant in planted["one deletion in two spellings"]["variants"]:
        sequence = contigs[variant["chrom"]]
        start = variant["pos"] - 1
        results.add(sequence[:start] + variant["alt"] + sequence[start + len(variant["ref"]) :])
    assert len(planted["one deletion in two spellings"]["variants"]) == 2
    assert len(results) == 1


def test_call_set_frequency_is_never_the_simulated_population_frequency(lines):
    assert all(float(line.info["AF"].split(",")[0]) > 0.1 for line in lines)
    rare = [line for line in lines if "gnomAD_AF" not in line.info]
    assert rare


def test_the_accounting_of_the_answer_follows_from_the_file(lines, answer):
    ledger = answer["ledger"]
    assert ledger["records_read"] == len(lines)
    kept = ledger["records_read"] - sum(ledger["records_set_aside"].values())
    assert ledger["records_kept"] == kept
    alleles = ledger["variants"] + ledger["alleles_merged"]
    assert ledger["alleles_read"] == alleles + sum(ledger["alleles_set_aside"].values())
    assert ledger["alleles_read"] + 1 == sum(len(line.alts) for line in lines)


def test_the_family_holds_a_no_call_parent_a_new_variant_and_a_two_allele_call(lines):
    genotypes = {line.genotypes for line in lines}
    assert ("0/1", "0/0", "./.") in genotypes
    assert ("0/1", "0/0", "0/0") in genotypes
    assert ("1/2", "0/2", "0/1") in genotypes


@pytest.mark.parametrize("gene", build_genes(), ids=lambda gene: gene.plan.symbol)
def test_gene_has_one_open_reading_frame(gene):
    mrna = "".join(gene.sequence[start:end] for start, end in gene.exons)
    coding = "".join(
        gene.sequence[max(start, gene.cds[0]) : min(end, gene.cds[1])]
        for start, end in gene.exons
        if start < gene.cds[1] and end > gene.cds[0]
    )
    codons = [coding[start : start + 3] for start in range(0, len(coding), 3)]
    assert coding in mrna
    assert len(coding) % 3 == 0
    assert codons[0] == "ATG"
    assert codons[-1] in STOPS
    assert not STOPS & set(codons[:-1])


@pytest.mark.parametrize("gene", build_genes(), ids=lambda gene: gene.plan.symbol)
def test_every_intron_begins_with_gt_and_ends_with_ag(gene):
    for (_, start), (end, _) in pairwise(gene.exons):
        assert gene.sequence[start : start + 2] == "GT"
        assert gene.sequence[end - 2 : end] == "AG"


@pytest.mark.parametrize("gene", build_genes(), ids=lambda gene: gene.plan.symbol)
def test_gene_stands_on_its_contig_with_room_for_the_widest_window(gene, contigs):
    start, end = gene.span
    sequence = contigs[gene.plan.contig]
    found = sequence[start:end]
    assert gene.sequence == (found if gene.plan.strand == "+" else reverse_complement(found))
    assert start >= 10_000
    assert len(sequence) - end >= 10_000


def test_both_strands_are_shown():
    assert {plan.strand for plan in PLANS} == {"+", "-"}


def test_genes_do_not_overlap():
    for contig in build_contigs(build_genes()):
        spans = sorted(gene.span for gene in build_genes() if gene.plan.contig == contig)
        assert all(before[1] + 1_000 < after[0] for before, after in pairwise(spans))
