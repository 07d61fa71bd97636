"""Gene models in the dialects of their makers."""

import gzip
import hashlib

import pytest

from core.domain.transcript import Mane
from core.errors import InputFileError
from core.sources.genes import load_genes

TABLE_HEAD = "#NAME CHROM STRAND TX_START TX_END EXON_START EXON_END"


def load(folder, lines, *, name="genes.gff3", head="##gff-version 3"):
    path = folder / name
    text = "\n".join(line.replace(" ", "\t", 8) for line in lines)
    path.write_text(f"{head}\n{text}\n", encoding="utf-8")
    return load_genes(path)


def test_gencode_transcripts_carry_tags_and_types(tmp_path):
    genes = load(
        tmp_path,
        [
            "chr1 HAVANA gene 101 400 . - . ID=ENSG01.2;gene_id=ENSG01.2;gene_type=protein_coding;gene_name=AB1",
            (
                "chr1 HAVANA transcript 101 400 . - . ID=ENST01.3;Parent=ENSG01.2;gene_id=ENSG01.2;"
                "transcript_id=ENST01.3;gene_name=AB1;transcript_type=protein_coding;tag=basic,MANE_Plus_Clinical"
            ),
            "chr1 HAVANA exon 301 400 . - . ID=exon:1;Parent=ENST01.3",
            "chr1 HAVANA CDS 311 320 . - 0 ID=CDS:1;Parent=ENST01.3",
            "chr1 HAVANA exon 101 200 . - . ID=exon:2;Parent=ENST01.3",
            "chr1 HAVANA CDS 151 200 . - 0 ID=CDS:1;Parent=ENST01.3",
            "chr1 HAVANA stop_codon 151 153 . - 0 ID=stop;Parent=ENST01.3",
        ],
    )
    (found,) = genes.transcripts
    assert (found.transcript_id, found.gene_symbol, found.gene_id) == (
        "ENST01.3",
        "AB1",
        "ENSG01.2",
    )
    assert (found.chrom, found.strand, found.start, found.end) == ("chr1", "-", 100, 400)
    assert found.exons == ((100, 200), (300, 400))
    assert (found.cds_start, found.cds_end) == (150, 320)
    assert (found.mane, found.biotype, found.source) == (
        Mane.PLUS_CLINICAL,
        "protein_coding",
        "genes",
    )


def test_ensembl_prefixes_and_versions_are_understood(tmp_path):
    genes = load(
        tmp_path,
        [
            "17 ensembl chromosome 1 1000 . . . ID=chromosome:17",
            "17 ensembl ncRNA_gene 101 200 . + . ID=gene:ENSG02;Name=AB2;biotype=lncRNA;gene_id=ENSG02;version=5",
            (
                "17 ensembl lnc_RNA 101 200 . + . ID=transcript:ENST02;Parent=gene:ENSG02;biotype=lncRNA;"
                "tag=basic,MANE_Select;transcript_id=ENST02;version=3"
            ),
            "17 ensembl exon 101 200 . + . Parent=transcript:ENST02;exon_id=ENSE01",
        ],
    )
    (found,) = genes.transcripts
    assert (found.transcript_id, found.gene_symbol, found.gene_id) == ("ENST02.3", "AB2", "ENSG02")
    assert (found.chrom, found.mane, found.biotype) == ("chr17", Mane.SELECT, "lncRNA")
    assert not found.is_coding


def test_refseq_accessions_and_names_are_understood(tmp_path):
    genes = load(
        tmp_path,
        [
            "NC_000017.11 RefSeq region 1 83257441 . + . ID=NC_000017.11:1..83257441",
            "NC_000017.11 BestRefSeq gene 101 300 . + . ID=gene-AB3;Dbxref=GeneID:77;gene=AB3;gene_biotype=protein_coding",
            (
                "NC_000017.11 BestRefSeq mRNA 101 300 . + . ID=rna-NM_1.2;Parent=gene-AB3;Dbxref=GeneID:77,GenBank:NM_1.2;"
                "gene=AB3;tag=MANE Select;transcript_id=NM_1.2;product=a%2Cb"
            ),
            "NC_000017.11 BestRefSeq exon 101 300 . + . ID=exon-1;Parent=rna-NM_1.2",
            "NC_000017.11 BestRefSeq CDS 111 290 . + 0 ID=cds-1;Parent=rna-NM_1.2",
        ],
    )
    (found,) = genes.transcripts
    assert (found.transcript_id, found.gene_symbol, found.gene_id) == ("NM_1.2", "AB3", "GeneID:77")
    assert (found.chrom, found.mane, found.biotype) == ("chr17", Mane.SELECT, "protein_coding")


def test_exons_may_stand_before_their_transcript_and_belong_to_several(tmp_path):
    genes = load(
        tmp_path,
        [
            "1 x exon 101 200 . + . Parent=t1,t2",
            "1 x gene 101 200 . + . ID=gene1;Name=G",
            "1 x mRNA 101 200 . + . ID=t1;Parent=gene1",
            "1 x mRNA 101 200 . + . ID=t2;Parent=gene1",
            "1 x exon 101 200 . + . Parent=nobody",
        ],
    )
    assert [found.exons for found in genes.transcripts] == [((100, 200),)] * 2
    assert genes.warnings == ("genes.gff3: 1 exon belongs to no transcript.",)


def test_transcripts_whose_exons_overlap_are_left_out_and_told(tmp_path):
    genes = load(
        tmp_path,
        [
            "1 x mRNA 101 300 . + . ID=t1",
            "1 x exon 101 200 . + . Parent=t1",
            "1 x exon 150 300 . + . Parent=t1",
            "1 x mRNA 101 300 . + . ID=t2",
            "1 x exon 101 200 . + . Parent=t2",
        ],
    )
    assert [found.transcript_id for found in genes.transcripts] == ["t2"]
    assert genes.warnings[0].endswith("1 transcript whose exons overlap is left out.")


def test_a_spliceai_table_has_zero_based_starts(tmp_path):
    path = tmp_path / "grch38.txt"
    rows = [TABLE_HEAD, "AB4 17 - 100 400 300,100, 400,200,", ""]
    path.write_text("\n".join(row.replace(" ", "\t") for row in rows), encoding="utf-8")
    genes = load_genes(path, "spliceai")
    (found,) = genes.transcripts
    assert (found.transcript_id, found.chrom, found.strand) == ("AB4", "chr17", "-")
    assert (found.start, found.end, found.exons) == (100, 400, ((100, 200), (300, 400)))
    assert (genes.name, found.source, found.cds_start) == ("spliceai", "spliceai", None)


def test_the_digest_is_that_of_the_bytes_and_gzip_is_read(tmp_path):
    path = tmp_path / "models.gff3.gz"
    text = "##gff-version 3\n1\tx\tmRNA\t1\t9\t.\t+\t.\tID=t\n1\tx\texon\t1\t9\t.\t+\t.\tParent=t\n"
    path.write_bytes(gzip.compress(text.encode()))
    genes = load_genes(path)
    assert genes.name == "models"
    assert genes.digest == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("1 x mRNA 5 9 . +", "line 3: 7 columns"),
        ("1 x exon five 9 . + . Parent=t", "line 3: start and end are no numbers"),
        ("1 x exon 9 5 . + . Parent=t", "line 3: start 9 and end 5"),
        ("1 x exon 1 5 . + . ID=e", "line 3: exon without Parent"),
        ("1 x mRNA 1 5 . * . ID=t;Parent=g", "line 3: strand"),
        ("1 x CDS 1 5 . + 3 Parent=t0", "line 3: phase '3'"),
        ("1 x exon 1 50 . + . Parent=t0", "line 2: an exon of t0 lies outside"),
    ],
)
def test_a_damaged_line_is_named(tmp_path, line, named):
    with pytest.raises(InputFileError, match=named):
        load(tmp_path, ["1 x mRNA 1 9 . + . ID=t0", line])


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("AB 1 + 1 9 1, ", "line 2: 1 exon starts and 0 exon ends"),
        ("AB 1 + 1 x 1, 9,", "line 2: not a number"),
        ("AB 1 ? 1 9 1, 9,", "line 2: strand"),
        ("AB 1 + 9 1 1, 9,", "line 2: an end lies before"),
        ("AB 1 + 9", "line 2: 4 columns"),
    ],
)
def test_a_damaged_table_row_is_named(tmp_path, row, named):
    path = tmp_path / "table.txt"
    path.write_text(f"{TABLE_HEAD}\n{row}\n".replace(" ", "\t"), encoding="utf-8")
    with pytest.raises(InputFileError, match=named):
        load_genes(path)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "no gene model file"),
        (b"##gff-version 3\n", "no transcript"),
        (b"1\tx\texon\t1\t9\t.\t+\t.\tnothing\n", "no gene model file"),
        (b"hello\n", "no gene model file"),
        (gzip.compress(b"##gff-version 3\n" * 9000, mtime=0)[:60], "cut or damaged"),
        (b"##gff-version 3\n\xff\xfe\n", "cut or damaged"),
    ],
)
def test_what_is_no_gene_model_file_is_refused(tmp_path, data, named):
    path = tmp_path / "genes.gff3"
    path.write_bytes(data)
    with pytest.raises(InputFileError, match=named):
        load_genes(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputFileError, match="cannot be read"):
        load_genes(tmp_path / "absent.gff3")


@pytest.mark.science
def test_mane_is_read_whole(shared):
    genes = load_genes(shared / "data/genes/MANE.GRCh38.gff3.gz")
    select = [found for found in genes.transcripts if found.mane is Mane.SELECT]
    clinical = [found for found in genes.transcripts if found.mane is Mane.PLUS_CLINICAL]
    assert (len(select), len(clinical)) == (19204, 64)
    assert all(found.is_coding for found in genes.transcripts)
    nf1 = next(found for found in select if found.gene_symbol == "NF1")
    assert (nf1.chrom, nf1.strand, len(nf1.exons)) == ("chr17", "+", 58)


@pytest.mark.science
def test_refseq_is_read_whole(shared):
    genes = load_genes(shared / "data/genes/RefSeq.chr22.GRCh38.gff3.gz")
    assert len(genes.transcripts) == 423
    assert {found.chrom for found in genes.transcripts} == {"chr22"}
    assert all(found.mane is Mane.SELECT for found in genes.transcripts)
