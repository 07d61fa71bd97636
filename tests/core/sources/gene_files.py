"""Files about genes in their published layouts, written for tests."""

from pathlib import Path

GENCC_COLUMNS = (
    "uuid", "gene_curie", "gene_symbol", "disease_curie", "disease_title",
    "disease_original_curie", "disease_original_title", "classification_curie",
    "classification_title", "moi_curie", "moi_title", "submitter_curie", "submitter_title",
    "submitted_as_hgnc_id", "submitted_as_date", "submitted_as_public_report_url",
    "submitted_as_notes", "submitted_run_date",
)  # fmt: skip
CONSTRAINT_4 = "gene\tgene_id\ttranscript\tcanonical\tmane_select\tlof.oe\tlof.oe_ci.lower\tlof.oe_ci.upper\tlof.pLI\tconstraint_flags"
CONSTRAINT_2 = (
    "gene\ttranscript\tobs_lof\texp_lof\tpLI\toe_lof\toe_lof_lower\toe_lof_upper\tgene_id"
)
HGNC_COLUMNS = (
    "hgnc_id", "symbol", "name", "locus_group", "locus_type", "status", "location",
    "alias_symbol", "alias_name", "prev_symbol", "prev_name", "date_modified", "entrez_id",
    "ensembl_gene_id",
)  # fmt: skip
DOSAGE = (
    "#Gene Symbol\tGene ID\tcytoBand\tGenomic Location\tHaploinsufficiency Score\t"
    "Haploinsufficiency Description\tHaploinsufficiency PMID1\tTriplosensitivity Score\t"
    "Triplosensitivity Description\tTriplosensitivity PMID1\tDate Last Evaluated\t"
    "Haploinsufficiency Disease ID\tTriplosensitivity Disease ID"
)


def gencc(path: Path, *rows: dict[str, str]) -> Path:
    """GenCC's table: every cell in quotes, notes with line breaks."""
    lines = ["\t".join(f'"{name}"' for name in GENCC_COLUMNS)]
    for row in rows:
        full = {"submitted_as_notes": "first line\nsecond line", **row}
        lines.append("\t".join(f'"{full.get(name, "")}"' for name in GENCC_COLUMNS))
    path.write_text("\n".join(lines) + "\n")
    return path


def submission(symbol: str, hgnc: str, moi: str, verdict: str = "Definitive", **more: str):
    return {
        "gene_curie": hgnc,
        "gene_symbol": symbol,
        "disease_curie": "MONDO:0018975",
        "disease_title": f"{symbol} disease",
        "classification_title": verdict,
        "moi_title": moi,
        "submitter_title": "Ambry Genetics",
        "submitted_as_date": "2018-03-30 13:31:56",
        **more,
    }


def validity(path: Path, *rows: tuple[str, ...]) -> Path:
    """ClinGen's gene-disease validity with its banner: symbol, HGNC, disease, moi, verdict."""
    bar = ",".join(['"+++++++++++"'] * 10)
    empty = ',""' * 9
    lines = [
        f'"CLINGEN GENE DISEASE VALIDITY CURATIONS"{empty}',
        f'"FILE CREATED: 2025-01-09"{empty}',
        f'"WEBPAGE: https://search.clinicalgenome.org/kb/gene-validity"{empty}',
        bar,
        (
            '"GENE SYMBOL","GENE ID (HGNC)","DISEASE LABEL","DISEASE ID (MONDO)","MOI","SOP",'
            '"CLASSIFICATION","ONLINE REPORT","CLASSIFICATION DATE","GCEP"'
        ),
        bar,
    ]
    for symbol, hgnc, disease, moi, verdict in rows:
        cells = (symbol, hgnc, disease, "MONDO:0018975", moi, "SOP7", verdict, "https://x",
                 "2020-07-13T17:00:00.000Z", "RASopathy Gene Curation Expert Panel")  # fmt: skip
        lines.append(",".join(f'"{cell}"' for cell in cells))
    path.write_text("\n".join(lines) + "\n")
    return path


def dosage(path: Path, *rows: tuple[str, str, str, str]) -> Path:
    """ClinGen's dosage list: symbol, NCBI gene, haploinsufficiency, triplosensitivity."""
    lines = [
        "#ClinGen Gene Curation Results",
        "#25 Jan,2025",
        "#FILE CREATED: 25 Jan,2025",
        "#Genomic Locations are reported on GRCh38 (hg38): GCF_000001405.36",
        "#https://www.ncbi.nlm.nih.gov/projects/dbvar/clingen",
        "#to create link: https://www.ncbi.nlm.nih.gov/projects/dbvar/clingen/clingen_gene.cgi?sym=Gene Symbol",
        DOSAGE,
    ]
    lines += [
        f"{symbol}\t{number}\t17q11.2\tchr17:1-2\t{haplo}\tSufficient\t1\t{triplo}\tNo\t\t"
        "2021-05-12\tMONDO:0018975\t"
        for symbol, number, haplo, triplo in rows
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def hpo_genes(path: Path, *rows: tuple[str, str, str]) -> Path:
    """genes_to_disease.txt: NCBI gene, symbol, disease."""
    lines = ["ncbi_gene_id\tgene_symbol\tassociation_type\tdisease_id\tsource"]
    lines += [
        f"{number}\t{symbol}\tMENDELIAN\t{disease}\tmim2gene" for number, symbol, disease in rows
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def hpo_diseases(path: Path, *rows: tuple[str, str, str, str, str]) -> Path:
    """phenotype.hpoa: disease, name, qualifier, term, aspect."""
    lines = [
        '#description: "HPO annotations for rare diseases [8120: OMIM; 47: DECIPHER]"',
        "#version: 2023-04-05",
        "#tracker: https://github.com/obophenotype/human-phenotype-ontology/issues",
        "#hpo-version: http://purl.obolibrary.org/obo/hp/releases/2023-04-05/hp.json",
        (
            "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\t"
            "modifier\taspect\tbiocuration"
        ),
    ]
    lines += [
        f"{disease}\t{name}\t{qualifier}\t{term}\tPMID:1\tPCS\t\t\t\t\t{aspect}\tHPO:x[2021-06-21]"
        for disease, name, qualifier, term, aspect in rows
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def hgnc(path: Path, *rows: dict[str, str]) -> Path:
    """HGNC's complete set: cells with several names stand in quotes."""
    lines = ["\t".join(HGNC_COLUMNS)]
    for row in rows:
        full = {"status": "Approved", "date_modified": "2024-02-01", **row}
        cells = (full.get(name, "") for name in HGNC_COLUMNS)
        lines.append("\t".join(f'"{cell}"' if "|" in cell else cell for cell in cells))
    path.write_text("\n".join(lines) + "\n")
    return path


def lines(path: Path, *text: str) -> Path:
    """A file of these lines."""
    path.write_text("\n".join(text) + "\n")
    return path
