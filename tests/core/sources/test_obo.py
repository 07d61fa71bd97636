"""The published ontology file, and the list made of it."""

import gzip

import pytest

from core.domain.phenotype import HpoTerm
from core.errors import InputFileError
from core.interpret.term_indexing import build_index
from core.interpret.term_search import search_terms
from core.sources.obo import read_obo
from core.sources.term_index import read_index, write_index

OBO = """format-version: 1.2
data-version: hp/releases/2025-01-16
ontology: hp.obo

[Term]
id: HP:0001250
name: Seizure
alt_id: HP:0002125
synonym: "Epileptic \\"fit\\"" EXACT layperson []
synonym: "Seizures" EXACT plural_form []
is_a: HP:0012638 ! Abnormal nervous system physiology

[Term]
id: HP:0000057
name: obsolete Clitoromegaly
is_obsolete: true
replaced_by: HP:0008665

[Term]
id: HP:0008665
name: Clitoral hypertrophy

[Typedef]
id: HP:0000001
name: part of
"""


def test_names_synonyms_and_former_identifiers_are_read(tmp_path):
    path = tmp_path / "hp.obo"
    path.write_text(OBO)
    release, terms = read_obo(path)
    assert release == "2025-01-16"
    by_id = {term.term_id: term for term in terms}
    assert by_id["HP:0001250"].synonyms == ('Epileptic "fit"', "Seizures")
    assert by_id["HP:0001250"].former_ids == ("HP:0002125",)
    assert by_id["HP:0008665"].former_ids == ("HP:0000057",)
    assert by_id["HP:0000057"].is_obsolete
    assert set(by_id) == {"HP:0001250", "HP:0000057", "HP:0008665"}


def test_a_gzipped_file_is_read_alike(tmp_path):
    path = tmp_path / "hp.obo.gz"
    path.write_bytes(gzip.compress(OBO.encode()))
    assert len(read_obo(path)[1]) == 3


@pytest.mark.parametrize(
    "content", [b"", b"a\tb\n1\t2\n", b"\xff\xfe\x00", b"\x1f\x8b damaged", b"[Term]\nid: GO:1\n"]
)
def test_what_is_no_ontology_is_refused_by_name(tmp_path, content):
    path = tmp_path / "hp.obo"
    path.write_bytes(content)
    with pytest.raises(InputFileError, match=r"hp\.obo"):
        read_obo(path)


def test_a_published_file_is_read_whole(shared):
    release, terms = read_obo(shared / "data" / "hpo" / "reduced.hpo.obo.gz")
    assert release == "2018-03-08"
    assert len(terms) == 2120
    seizure = next(term for term in terms if term.term_id == "HP:0001250")
    assert seizure.name == "Seizures"
    assert "Epilepsy" in seizure.synonyms


def test_the_list_is_the_same_after_writing_and_reading(tmp_path):
    path = tmp_path / "data" / "hpo_terms.npz"
    (tmp_path / "hp.obo").write_text(OBO)
    _, texts = read_obo(tmp_path / "hp.obo")
    made = build_index((HpoTerm("HP:0001250", "Seizure", 1.5),), "2025-11-24", texts, "hp.obo")
    write_index(made, path)
    kept = read_index(path)
    assert (kept.release, kept.source, kept.has_synonyms) == ("2025-11-24", "hp.obo", True)
    assert search_terms(kept, "fit") == search_terms(made, "fit") != ()
    assert kept.former == made.former == {"HP:0002125": 0}
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("content", [b"", b"not an archive", b"PK\x03\x04"])
def test_a_damaged_list_says_so(tmp_path, content):
    path = tmp_path / "hpo_terms.npz"
    path.write_bytes(content)
    with pytest.raises(InputFileError, match="is damaged, or was written"):
        read_index(path)
    with pytest.raises(InputFileError, match="is damaged, or was written"):
        read_index(tmp_path / "absent.npz")
