"""The term index as a compact file, so that a window can search without loading the ontology."""

import zipfile
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel

from core.domain.term_index import TermIndex
from core.errors import InputFileError

FILE_NAME = "hpo_terms.npz"
LAYOUT: Literal[1, 2] = 2
"""The first layout had no definitions; it is still read."""


class _Texts(BaseModel):
    layout: Literal[1, 2]
    release: str
    source: str
    has_synonyms: bool
    term_ids: tuple[str, ...]
    names: tuple[str, ...]
    labels: tuple[str, ...]
    words: tuple[str, ...]
    former: dict[str, int]
    definitions: tuple[str, ...] = ()


def write_index(index: TermIndex, path: Path) -> None:
    """Write the index; the file appears whole or not at all."""
    texts = _Texts(
        layout=LAYOUT,
        release=index.release,
        source=index.source,
        has_synonyms=index.has_synonyms,
        term_ids=index.term_ids,
        names=index.names,
        labels=index.labels,
        words=index.words,
        former=index.former,
        definitions=index.definitions,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new.npz")
    np.savez_compressed(
        aside,
        texts=np.frombuffer(texts.model_dump_json().encode(), np.uint8),
        information=index.information,
        label_term=index.label_term,
        is_name=index.is_name,
        word_start=index.word_start,
        word_labels=index.word_labels,
    )
    aside.replace(path)


def read_index(path: Path) -> TermIndex:
    """Give an index that was written before.

    Raises
    ------
    InputFileError
        If the file is missing, damaged or of another layout: it is then made again.
    """
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            texts = _Texts.model_validate_json(arrays["texts"].tobytes())
            return _index(texts, {name: arrays[name] for name in arrays.files})
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise InputFileError(
            path,
            "the list of phenotype terms is damaged, or was written by another version.",
            "It is made again when it is next needed.",
        ) from error


def _index(texts: _Texts, arrays: dict[str, NDArray[np.generic]]) -> TermIndex:
    return TermIndex(
        release=texts.release,
        source=texts.source,
        has_synonyms=texts.has_synonyms,
        term_ids=texts.term_ids,
        names=texts.names,
        information=arrays["information"].astype(np.float32),
        labels=texts.labels,
        label_term=arrays["label_term"].astype(np.int32),
        is_name=arrays["is_name"].astype(np.bool_),
        words=texts.words,
        word_start=arrays["word_start"].astype(np.int32),
        word_labels=arrays["word_labels"].astype(np.int32),
        former=texts.former,
        definitions=texts.definitions,
    )
