"""The database of JASPAR becomes one file of counts and one table of motifs."""

import sqlite3
from contextlib import closing

import pytest
from safetensors.numpy import load

from models.errors import PackReadError
from models.packs.jaspar_files import COLUMNS, jaspar_counts, jaspar_motifs

MAN, MOUSE, FLY = "9606", "10090", "7227"


def database(motifs: list[tuple[str, int, str, str, str, list[tuple[int, ...]]]]) -> bytes:
    """Of (base id, version, factor, species, collection, columns of counts)."""
    with closing(sqlite3.connect(":memory:")) as base:
        base.executescript(
            "CREATE TABLE MATRIX (ID, COLLECTION, BASE_ID, VERSION INTEGER, NAME);"
            "CREATE TABLE MATRIX_ANNOTATION (LOCAL_ID INTEGER PRIMARY KEY, ID, TAG, VAL);"
            "CREATE TABLE MATRIX_DATA (ID, row, col INTEGER, val FLOAT);"
            "CREATE TABLE MATRIX_PROTEIN (ID, ACC);"
            "CREATE TABLE MATRIX_SPECIES (ID, TAX_ID);"
            "CREATE TABLE TAX (TAX_ID, SPECIES);"
            "INSERT INTO TAX VALUES ('9606', 'Homo sapiens'), ('10090', 'Mus musculus'),"
            " ('7227', 'Drosophila melanogaster');"
        )
        for number, (base_id, version, factor, species, collection, columns) in enumerate(motifs):
            row = (number, collection, base_id, version, factor)
            base.execute("INSERT INTO MATRIX VALUES (?, ?, ?, ?, ?)", row)
            base.execute("INSERT INTO MATRIX_SPECIES VALUES (?, ?)", (number, species))
            base.execute("INSERT INTO MATRIX_PROTEIN VALUES (?, 'P12345')", (number,))
            group = "insects" if species == FLY else "vertebrates"
            for tag, value in (("tax_group", group), ("family", "Ets"), ("type", "HT-SELEX")):
                note = (number, tag, value)
                base.execute("INSERT INTO MATRIX_ANNOTATION (ID, TAG, VAL) VALUES (?, ?, ?)", note)
            for place, column in enumerate(columns, start=1):
                for letter, value in zip("ACGT", column, strict=False):
                    cell = (number, letter, place, value)
                    base.execute("INSERT INTO MATRIX_DATA VALUES (?, ?, ?, ?)", cell)
        base.commit()
        return base.serialize()


ONE, TWO = [(1, 2, 3, 4)], [(5, 0, 0, 0), (0, 6, 0, 0)]


def table(published: bytes) -> list[dict[str, str]]:
    head, *rows = (line.split("\t") for line in jaspar_motifs(published).decode().splitlines())
    assert tuple(head) == COLUMNS
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_the_newest_version_is_taken_and_counts_stand_in_its_order():
    published = database(
        [
            ("MA0002", 1, "ELF1", MAN, "CORE", ONE),
            ("MA0002", 10, "ELF1", MAN, "CORE", TWO),
            ("MA0001", 1, "GATA1", MAN, "CORE", ONE),
        ]
    )
    assert [(row["id"], row["length"]) for row in table(published)] == [
        ("MA0001.1", "1"),
        ("MA0002.10", "2"),
    ]
    counts = load(jaspar_counts(published))["counts"]
    assert counts.tolist() == [[1, 2, 3, 4], [5, 0, 0, 0], [0, 6, 0, 0]]


def test_another_vertebrate_stands_in_where_man_has_no_motif():
    published = database(
        [
            ("MA0001", 1, "GATA1", MAN, "CORE", ONE),
            ("MA0002", 1, "Gata1", MOUSE, "CORE", ONE),
            ("MA0003", 1, "Arnt", MOUSE, "CORE", ONE),
            ("MA0004", 1, "abd-A", FLY, "CORE", ONE),
            ("UN0001", 1, "ZNF1", MAN, "UNVALIDATED", ONE),
        ]
    )
    assert [row["factor"] for row in table(published)] == ["GATA1", "Arnt"]


def test_words_about_a_motif_are_kept():
    (row,) = table(database([("MA0001", 1, "ELF1", MAN, "CORE", ONE)]))
    assert (row["species"], row["family"], row["data_type"], row["uniprot"]) == (
        "Homo sapiens",
        "Ets",
        "HT-SELEX",
        "P12345",
    )


@pytest.mark.parametrize("columns", [[], [(1, 2, 3)], [(0, 0, 0, 0)], [(1, 2, 3, None)]], ids=repr)
def test_a_matrix_that_is_not_whole_is_refused(columns):
    with pytest.raises(PackReadError, match=r"MA0001\.1 is not whole"):
        jaspar_counts(database([("MA0001", 1, "ELF1", MAN, "CORE", columns)]))


def test_a_database_without_motifs_is_refused():
    with pytest.raises(PackReadError, match="no motifs"):
        jaspar_motifs(database([]))


@pytest.mark.parametrize("content", [b"no database", bytes(4096)])
def test_what_is_no_database_is_refused(content):
    for convert in (jaspar_counts, jaspar_motifs):
        with pytest.raises(PackReadError, match="database of JASPAR cannot be read"):
            convert(content)
