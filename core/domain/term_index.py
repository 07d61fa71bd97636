"""Names and synonyms of phenotype terms, laid out for searching while a person types."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class OntologyText:
    """What people call a term: its name, other names, and identifiers it had before."""

    term_id: str
    name: str
    synonyms: tuple[str, ...] = ()
    former_ids: tuple[str, ...] = ()
    is_obsolete: bool = False
    definition: str = ""


@dataclass(frozen=True, eq=False, slots=True)
class TermIndex:
    """Terms, labels (names and synonyms) and the words of the labels.

    Attributes
    ----------
    release
        Of the ontology the terms are matched with.
    source
        Where names and synonyms come from, in words.
    has_synonyms
        False where only names can be searched.
    term_ids, names, information
        One entry a term, by identifier; `information` is NaN where no disease is annotated.
    labels, label_term, is_name
        One entry a label: its text, the index of its term, whether it is the term's name.
    words
        Words of all labels, folded, sorted, each once.
    word_start, word_labels
        The labels of word i are `word_labels[word_start[i]:word_start[i + 1]]`, ascending.
    former
        Identifiers no longer in use, with the index of the term that took their place.
    definitions
        One entry a term, empty where none is known; () where none is known at all.
    """

    release: str
    source: str
    has_synonyms: bool
    term_ids: tuple[str, ...]
    names: tuple[str, ...]
    information: NDArray[np.float32]
    labels: tuple[str, ...]
    label_term: NDArray[np.int32]
    is_name: NDArray[np.bool_]
    words: tuple[str, ...]
    word_start: NDArray[np.int32]
    word_labels: NDArray[np.int32]
    former: dict[str, int]
    definitions: tuple[str, ...] = ()
