"""What gene model files say of a transcript beside its exons, alike in GFF3 and GTF."""

from dataclasses import replace

import pytest

from core.domain.transcript import Mane, TranscriptTrait
from core.errors import InputFileError
from core.sources.genes import load_genes

START, END = TranscriptTrait.START_UNKNOWN, TranscriptTrait.END_UNKNOWN
RNA_START, RNA_END = TranscriptTrait.RNA_START_UNKNOWN, TranscriptTrait.RNA_END_UNKNOWN
SLIPS, DIFFERS = TranscriptTrait.SLIPPAGE, TranscriptTrait.DIFFERS_FROM_GENOME
SEC = TranscriptTrait.SELENOCYSTEINE


def loaded(folder, lines, name, head):
    path = folder / name
    text = "\n".join(line.replace(" ", "\t", 8) for line in lines)
    path.write_text(f"{head}\n{text}\n", encoding="utf-8")
    return load_genes(path, "models").transcripts


def gff3(folder, *lines):
    return loaded(folder, lines, "genes.gff3", "##gff-version 3")


def gtf(folder, *lines, head="#!genome-build GRCh38"):
    return loaded(folder, lines, "genes.gtf", head)


def test_mane_names_the_protein_and_the_refseq_transcript(tmp_path):
    (found,) = gff3(
        tmp_path,
        "chr1 MANE gene 101 400 . - . ID=ENSG1.2;gene_id=ENSG1.2;gene_name=AB1;Dbxref=GeneID:7",
        (
            "chr1 MANE transcript 101 400 . - . ID=ENST1.3;Parent=ENSG1.2;gene_id=ENSG1.2;gene_name=AB1;"
            "transcript_id=ENST1.3;protein_id=ENSP1.4;tag=MANE_Select;Dbxref=GeneID:7,RefSeq:NM_5.6"
        ),
        "chr1 MANE exon 301 400 . - . Parent=ENST1.3",
        "chr1 MANE CDS 301 320 . - 0 Parent=ENST1.3",
        "chr1 MANE exon 101 200 . - . Parent=ENST1.3",
        "chr1 MANE CDS 151 200 . - 1 Parent=ENST1.3",
    )
    assert (found.protein_id, found.other_id, found.cds_phase) == ("ENSP1.4", "NM_5.6", 0)
    assert found.traits == frozenset()
    assert (found.mane, found.selenocysteines) == (Mane.SELECT, ())


GENCODE_GFF3 = (
    "chr1 HAVANA gene 101 400 . {s} . ID=ENSG1.2;gene_id=ENSG1.2;gene_type=protein_coding;gene_name=AB1",
    (
        "chr1 HAVANA transcript 101 400 . {s} . ID=ENST1.3;Parent=ENSG1.2;gene_id=ENSG1.2;transcript_id=ENST1.3;"
        "gene_type=protein_coding;gene_name=AB1;transcript_type=protein_coding;protein_id=ENSP1.1;tag=basic,{tags}"
    ),
    "chr1 HAVANA exon 101 200 . {s} . ID=e1;Parent=ENST1.3",
    "chr1 HAVANA CDS 151 200 . {s} {p1} ID=c;Parent=ENST1.3",
    "chr1 HAVANA exon 301 400 . {s} . ID=e2;Parent=ENST1.3",
    "chr1 HAVANA CDS 301 340 . {s} {p2} ID=c;Parent=ENST1.3",
    "chr1 HAVANA stop_codon_redefined_as_selenocysteine 181 183 . {s} 0 ID=s;Parent=ENST1.3",
)
GENCODE_GTF = (
    'chr1 HAVANA gene 101 400 . {s} . gene_id "ENSG1.2"; gene_type "protein_coding"; gene_name "AB1"; level 2;',
    (
        'chr1 HAVANA transcript 101 400 . {s} . gene_id "ENSG1.2"; transcript_id "ENST1.3"; gene_type "protein_coding"; '
        'gene_name "AB1"; transcript_type "protein_coding"; level 2; protein_id "ENSP1.1"; tag "basic"; {tags}'
    ),
    'chr1 HAVANA exon 101 200 . {s} . gene_id "ENSG1.2"; transcript_id "ENST1.3"; exon_number 1;',
    'chr1 HAVANA CDS {cds1} . {s} {p1} gene_id "ENSG1.2"; transcript_id "ENST1.3";',
    'chr1 HAVANA exon 301 400 . {s} . gene_id "ENSG1.2"; transcript_id "ENST1.3";',
    'chr1 HAVANA CDS {cds2} . {s} {p2} gene_id "ENSG1.2"; transcript_id "ENST1.3";',
    'chr1 HAVANA stop_codon {stop} . {s} 0 gene_id "ENSG1.2"; transcript_id "ENST1.3";',
    'chr1 HAVANA Selenocysteine 181 183 . {s} . gene_id "ENSG1.2"; transcript_id "ENST1.3";',
)


@pytest.mark.parametrize(
    ("strand", "places", "sec"),
    [
        ("+", {"cds1": "151 200", "cds2": "301 337", "stop": "338 340", "p1": 0, "p2": 1}, 180),
        ("-", {"cds1": "154 200", "cds2": "301 340", "stop": "151 153", "p1": 2, "p2": 0}, 182),
    ],
)
def test_gencode_tags_and_selenocysteines_alike_in_gtf_and_gff3(tmp_path, strand, places, sec):
    tags = "cds_end_NF,mRNA_end_NF,seleno"
    lines = [line.format(s=strand, tags=tags, **places) for line in GENCODE_GFF3]
    (found,) = gff3(tmp_path, *lines)
    assert found.traits == {END, RNA_END, SEC}
    assert (found.selenocysteines, found.cds_phase, found.protein_id) == ((sec,), 0, "ENSP1.1")
    assert (found.cds_start, found.cds_end) == (150, 340)
    quoted = " ".join(f'tag "{tag}";' for tag in tags.split(","))
    lines = [line.format(s=strand, tags=quoted, **places) for line in GENCODE_GTF]
    assert gtf(tmp_path, *lines, head="##description: evidence-based annotation") == (found,)


def test_a_phase_at_the_beginning_says_that_the_beginning_is_missing(tmp_path):
    lines = [
        line.format(s="-", tags="cds_start_NF,mRNA_start_NF", p1=0, p2=2) for line in GENCODE_GFF3
    ]
    (found,) = gff3(tmp_path, *lines[:-1])
    assert (found.cds_phase, found.traits) == (2, {START, RNA_START})
    lines = [line.format(s="-", tags="CCDS", p1=0, p2=2) for line in GENCODE_GFF3]
    assert gff3(tmp_path, *lines[:-1]) == (found,)


def test_ensembl_versions_stand_beside_the_identifiers(tmp_path):
    (found,) = gff3(
        tmp_path,
        "17 ensembl gene 101 200 . + . ID=gene:ENSG2;Name=AB2;biotype=protein_coding;gene_id=ENSG2;version=5",
        (
            "17 ensembl mRNA 101 200 . + . ID=transcript:ENST2;Parent=gene:ENSG2;Name=AB2-201;biotype=protein_coding;"
            "tag=basic,MANE_Select;transcript_id=ENST2;version=3"
        ),
        "17 ensembl exon 101 200 . + . Parent=transcript:ENST2;exon_id=E1",
        "17 ensembl CDS 111 160 . + 0 ID=CDS:ENSP2;Parent=transcript:ENST2;protein_id=ENSP2;version=4",
    )
    assert (found.transcript_id, found.protein_id) == ("ENST2.3", "ENSP2.4")
    shared = 'gene_id "ENSG2"; gene_version "5"; transcript_id "ENST2"; transcript_version "3"; gene_name "AB2";'
    twin = gtf(
        tmp_path,
        '17 ensembl gene 101 200 . + . gene_id "ENSG2"; gene_version "5"; gene_name "AB2"; gene_biotype "protein_coding";',
        f'17 ensembl transcript 101 200 . + . {shared} transcript_biotype "protein_coding"; tag "basic"; tag "MANE_Select";',
        f"17 ensembl exon 101 200 . + . {shared}",
        f'17 ensembl CDS 111 157 . + 0 {shared} protein_id "ENSP2"; protein_version "4";',
        f"17 ensembl start_codon 111 113 . + 0 {shared}",
        f"17 ensembl stop_codon 158 160 . + 0 {shared}",
    )
    assert twin == (found,)


REFSEQ = "NC_000017.11 BestRefSeq"


def refseq_gff3(folder, *more, strand="+", rna="", cds=("", "")):
    dbxref = "Dbxref=Ensembl:ENST7.1,GeneID:77,GenBank:NM_1.2"
    return gff3(
        folder,
        f"{REFSEQ} gene 101 400 . {strand} . ID=gene-AB3;Dbxref=GeneID:77;Name=AB3;gene=AB3;gene_biotype=protein_coding",
        (
            f"{REFSEQ} mRNA 101 400 . {strand} . ID=rna-NM_1.2;Parent=gene-AB3;{dbxref};gene=AB3;"
            f"transcript_id=NM_1.2{rna}"
        ),
        f"{REFSEQ} exon 101 200 . {strand} . ID=e1;Parent=rna-NM_1.2;gene=AB3;transcript_id=NM_1.2",
        f"{REFSEQ} exon 301 400 . {strand} . ID=e2;Parent=rna-NM_1.2;gene=AB3;transcript_id=NM_1.2",
        f"{REFSEQ} CDS 151 200 . {strand} 0 ID=cds-NP_1.1;Parent=rna-NM_1.2;gene=AB3;protein_id=NP_1.1{cds[0]}",
        f"{REFSEQ} CDS 301 340 . {strand} 0 ID=cds-NP_1.1;Parent=rna-NM_1.2;gene=AB3;protein_id=NP_1.1{cds[1]}",
        *more,
    )


def refseq_gtf(folder, *parts, rna="", cds=""):
    """`parts` are kind and place of features beside exons, plus strand."""
    own = 'gene_id "AB3"; transcript_id "NM_1.2"; db_xref "Ensembl:ENST7.1"; db_xref "GeneID:77"; gene "AB3";'
    return gtf(
        folder,
        f'{REFSEQ} gene 101 400 . + . gene_id "AB3"; transcript_id ""; db_xref "GeneID:77"; gene "AB3"; gene_biotype "protein_coding";',
        f'{REFSEQ} transcript 101 400 . + . {own} transcript_biotype "mRNA";{rna}',
        f"{REFSEQ} exon 101 200 . + . {own}",
        f"{REFSEQ} exon 301 400 . + . {own}",
        *(f'{REFSEQ} {part} . + 0 {own} protein_id "NP_1.1";{cds}' for part in parts),
        head="#gtf-version 2.2",
    )


WHOLE = ("CDS 151 200", "CDS 301 337", "start_codon 151 153", "stop_codon 338 340")


def test_refseq_names_the_protein_and_the_ensembl_transcript(tmp_path):
    (found,) = refseq_gff3(tmp_path)
    assert (found.protein_id, found.other_id, found.gene_id) == ("NP_1.1", "ENST7.1", "GeneID:77")
    assert (found.traits, found.biotype) == (frozenset(), "protein_coding")
    assert refseq_gtf(tmp_path, *WHOLE) == (found,)


@pytest.mark.parametrize(
    ("strand", "cds", "traits"),
    [
        ("+", (";partial=true;start_range=.,151", ";partial=true"), {START, RNA_START}),
        ("+", (";partial=true", ";partial=true;end_range=340,."), {END, RNA_END}),
        ("-", (";partial=true;start_range=.,151", ";partial=true"), {END, RNA_END}),
        ("-", (";partial=true", ";partial=true;end_range=340,."), {START, RNA_START}),
    ],
)
def test_refseq_says_which_end_of_a_partial_sequence_is_open(tmp_path, strand, cds, traits):
    (found,) = refseq_gff3(tmp_path, strand=strand, cds=cds)
    assert found.traits == traits


def test_in_gtf_the_codon_that_is_missing_tells_the_open_end(tmp_path):
    partial = ' partial "true";'
    (found,) = refseq_gff3(tmp_path, cds=(";partial=true;start_range=.,151", ";partial=true"))
    parts = (*WHOLE[:2], WHOLE[3])
    assert refseq_gtf(tmp_path, *parts, rna=partial, cds=partial) == (found,)
    (found,) = refseq_gff3(tmp_path, cds=(";partial=true", ";partial=true;end_range=340,."))
    parts = ("CDS 151 200", "CDS 301 340", "start_codon 151 153")
    assert refseq_gtf(tmp_path, *parts, rna=partial, cds=partial) == (found,)


def test_open_ends_of_the_transcript_are_those_of_refseq(tmp_path):
    (found,) = refseq_gff3(tmp_path, rna=";partial=true;start_range=.,101")
    assert found.traits == {RNA_START}


@pytest.mark.parametrize(
    ("told", "in_gtf", "traits"),
    [
        (";exception=ribosomal slippage", ' exception "ribosomal slippage";', {SLIPS}),
        (";exception=alternative start codon", ' exception "alternative start codon";', set()),
        (
            ";exception=annotated by transcript or proteomic data",
            ' exception "annotated by transcript or proteomic data";',
            {DIFFERS},
        ),
        (
            ";Note=The RefSeq protein has 1 substitution compared to this genomic sequence",
            ' note "The RefSeq protein has 1 substitution compared to this genomic sequence";',
            {DIFFERS},
        ),
        (
            ";Note=isoform 1 is encoded by transcript variant 1",
            ' note "isoform 1 is encoded by transcript variant 1";',
            set(),
        ),
        (
            ";transl_except=(pos:181..183%2Caa:Sec)",
            ' transl_except "(pos:181..183,aa:Sec)";',
            {SEC},
        ),
        (
            ";transl_except=(pos:151..153%2Caa:Met)",
            ' transl_except "(pos:151..153,aa:Met)";',
            set(),
        ),
    ],
)
def test_exceptions_and_notes_of_refseq_are_understood(tmp_path, told, in_gtf, traits):
    (found,) = refseq_gff3(tmp_path, cds=(told, told))
    assert found.traits == traits
    assert found.selenocysteines == ((180,) if SEC in traits else ())
    assert refseq_gtf(tmp_path, *WHOLE, cds=in_gtf) == (found,)


def test_a_selenocysteine_on_the_minus_strand_begins_at_its_last_base(tmp_path):
    told = ";transl_except=(pos:complement(join(199..200%2C301))%2Caa:Sec)"
    (found,) = refseq_gff3(tmp_path, strand="-", cds=(told, told))
    assert found.selenocysteines == (300,)


@pytest.mark.parametrize(
    ("attributes", "traits"),
    [
        ("ID=a;Target=NM_1.2 1 200 +;gap_count=0;num_mismatch=0;pct_coverage=100", set()),
        ("ID=a;Target=NM_1.2 1 200 +;gap_count=1;num_mismatch=0;Gap=M90 I1 M109", {DIFFERS}),
        ("ID=a;Target=NM_1.2 1 200 +;gap_count=0;num_mismatch=2", {DIFFERS}),
        ("ID=a;Target=NM_9.2 1 200 +;gap_count=1", set()),
    ],
)
def test_an_alignment_with_gaps_or_other_bases_says_that_a_transcript_differs(
    tmp_path, attributes, traits
):
    (found,) = refseq_gff3(tmp_path, f"{REFSEQ} cDNA_match 101 400 . + . {attributes}")
    assert found.traits == traits


def test_an_alignment_elsewhere_does_not_count(tmp_path):
    line = "NT_187633.1 RefSeq cDNA_match 101 400 . + . ID=a;Target=NM_1.2 1 200 +;gap_count=1"
    assert refseq_gff3(tmp_path, line) == refseq_gff3(tmp_path)


@pytest.mark.parametrize(
    "coding",
    [
        ("151 180", "180 200", "301 340"),  # one base read twice
        ("151 180", "182 200", "301 340"),  # one base left out
        ("151 200", "301 320", "325 340"),
        ("151 210", "301 340"),  # beyond its exon
    ],
)
def test_a_coding_sequence_that_is_not_all_of_its_exons_slips(tmp_path, coding):
    own = 'gene_id "G"; transcript_id "T.1"; gene_name "G";'
    exons = (f"1 x exon 101 200 . + . {own}", f"1 x exon 301 400 . + . {own}")
    (found,) = gtf(tmp_path, *exons, *(f"1 x CDS {piece} . + 0 {own}" for piece in coding))
    assert found.traits == {SLIPS}
    assert (found.cds_start, found.cds_end) == (150, 340)


def test_gtf_without_lines_for_transcripts_is_read_from_its_exons(tmp_path):
    own = 'gene_id "ENSG3"; transcript_id "ENST3"; gene_name "AB4"; transcript_biotype "lncRNA";'
    (found,) = gtf(
        tmp_path,
        f"1 x exon 301 400 . - . {own}",
        f"1 x exon 101 200 . - . {own}",
        "1 x five_prime_utr 350 400 . - . nothing",
    )
    assert (found.start, found.end, found.exons) == (100, 400, ((100, 200), (300, 400)))
    assert (found.gene_symbol, found.gene_id, found.biotype) == ("AB4", "ENSG3", "lncRNA")


def test_a_line_of_a_transcript_behind_its_exons_says_where_it_ends(tmp_path):
    own = 'gene_id "ENSG3"; transcript_id "ENST3";'
    (found,) = gtf(
        tmp_path,
        f"1 x exon 101 200 . - . {own}",
        f'1 x transcript 91 200 . - . {own} gene_name "AB4"; tag "mRNA_start_NF";',
    )
    assert (found.start, found.gene_symbol, found.traits) == (90, "AB4", {RNA_START})


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('1 x exon 1 5 . + . gene_id "G";', "line 3: exon without transcript_id"),
        ('1 x exon 1 5 . ? . gene_id "G"; transcript_id "T";', "line 3: strand"),
        ('1 x CDS 1 5 . + 7 gene_id "G"; transcript_id "T0";', "line 3: phase '7'"),
        (
            '1 x exon 1 50 . + . gene_id "G"; transcript_id "T0";',
            "line 2: an exon of T0 lies outside",
        ),
        ('1 x exon 1 5 . gene_id "G"', "line 3: 8 columns"),
    ],
)
def test_a_damaged_line_of_gtf_is_named(tmp_path, line, named):
    whole = '1 x transcript 1 9 . + . gene_id "G"; transcript_id "T0";'
    with pytest.raises(InputFileError, match=named):
        gtf(tmp_path, whole, line)


EXON_HEAD = "Chromosome,Start,End,Strand,exon_id,gene_id,gene_name,transcript_id,left_overhang,right_overhang"


def exon_table(folder, *rows):
    path = folder / "exons.GRCh38.csv"
    path.write_text("\n".join((EXON_HEAD, *rows)) + "\n")
    return load_genes(path)


def test_an_exon_table_holds_overhangs_that_are_no_exon(tmp_path):
    genes = exon_table(
        tmp_path,
        "chr1,11869,12327,+,E1,ENSG1.5,DDX11L1,ENST1.2,0,100",
        "chr1,12513,12821,+,E2,ENSG1.5,DDX11L1,ENST1.2,100,100",
        "chr1,13121,14409,+,E3,ENSG1.5,DDX11L1,ENST1.2,100,0",
        "1,95,315,-,E5,ENSG2.1,AB5,ENST2.1,100,0",
        "1,51,150,-,E4,ENSG2.1,AB5,ENST2.1,0,60",
    )
    first, second = genes.transcripts
    assert genes.name == "exons.GRCh38"
    assert first.exons == ((11868, 12227), (12612, 12721), (13220, 14409))
    assert (first.start, first.end, first.is_coding, first.biotype) == (11868, 14409, False, "")
    assert (second.chrom, second.exons) == ("chr1", ((50, 90), (194, 315)))


def test_an_exon_table_whose_exons_overlap_is_told(tmp_path):
    genes = exon_table(
        tmp_path, "1,1,9,+,E,G,G,T1,0,0", "1,5,20,+,E,G,G,T1,0,0", "1,1,9,+,E,G,G,T2,0,0"
    )
    assert [one.transcript_id for one in genes.transcripts] == ["T2"]
    assert genes.warnings == ("exons.GRCh38.csv: 1 transcript whose exons overlap is left out.",)


@pytest.mark.parametrize(
    ("row", "named"),
    [
        ("1,1,9,+,E,G,G,T,0", "line 2: 9 columns"),
        ("1,1,9,?,E,G,G,T,0,0", "line 2: strand"),
        ("1,x,9,+,E,G,G,T,0,0", "line 2: not a number"),
        ("1,1,9,+,E,G,G,T,5,5", "line 2: start 1 and end 9"),
    ],
)
def test_a_damaged_row_of_an_exon_table_is_named(tmp_path, row, named):
    with pytest.raises(InputFileError, match=named):
        exon_table(tmp_path, row)


@pytest.mark.science
def test_mane_has_one_name_in_each_catalogue_and_no_open_ends(shared):
    genes = load_genes(shared / "data/genes/MANE.GRCh38.gff3.gz")
    assert all(one.other_id.startswith("NM_") for one in genes.transcripts)
    assert all(one.protein_id.startswith("ENSP") for one in genes.transcripts)
    assert {one.traits for one in genes.transcripts} == {frozenset()}
    assert {one.cds_phase for one in genes.transcripts} == {0}


@pytest.mark.science
def test_refseq_and_mane_name_each_other(shared):
    refseq = load_genes(shared / "data/genes/RefSeq.chr22.GRCh38.gff3.gz").transcripts
    mane = load_genes(shared / "data/genes/MANE.GRCh38.gff3.gz").transcripts
    by_refseq = {one.other_id: one for one in mane}
    pairs = [
        (one, by_refseq[one.transcript_id]) for one in refseq if one.transcript_id in by_refseq
    ]
    assert len(pairs) > 400
    for one, twin in pairs:
        assert one.other_id.split(".")[0] == twin.transcript_id.split(".")[0]
        assert replace(one, source="").exons == twin.exons
        assert (one.cds_start, one.cds_end) == (twin.cds_start, twin.cds_end)
