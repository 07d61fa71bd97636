"""Job: the list of phenotype terms a person searches, made once and kept in the data folder."""

from collections.abc import Generator
from pathlib import Path

from core.domain.term_index import TermIndex
from core.errors import InputFileError
from core.interpret.term_indexing import build_index
from core.job import Progress
from core.paths import data_dir
from core.sources.obo import read_obo
from core.sources.phenotypes import PhenotypeOntology
from core.sources.term_index import FILE_NAME, read_index, write_index

BUILT_IN = "built-in ontology"


def term_index_path() -> Path:
    """Where the list is kept."""
    return data_dir() / FILE_NAME


def make_term_index(ontology_file: Path | None = None) -> Generator[Progress, None, TermIndex]:
    """Make the list, with the synonyms of an ontology file where one is given; gives it.

    Raises
    ------
    InputFileError
        If the ontology file cannot be read.
    """
    yield Progress("reading phenotype terms")
    ontology = PhenotypeOntology()
    if ontology_file is None:
        index = build_index(ontology.all_terms(), ontology.release, source=BUILT_IN)
    else:
        release, texts = read_obo(ontology_file)
        source = f"{ontology_file.name}, release {release or 'not stated'}"
        index = build_index(ontology.all_terms(), ontology.release, texts, source)
    write_index(index, term_index_path())
    return index


def keep_term_index(ontology_file: Path | None = None) -> Generator[Progress, None, Path]:
    """Make the list as `make_term_index` does; gives the file it is kept in."""
    yield from make_term_index(ontology_file)
    return term_index_path()


def kept_term_index() -> TermIndex | None:
    """Give the list as it is kept, None where it has to be made first."""
    try:
        return read_index(term_index_path())
    except InputFileError:
        return None
