"""Laying out names and synonyms of terms for searching."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from core.domain.phenotype import HpoTerm
from core.domain.term_index import OntologyText, TermIndex
from core.interpret.term_words import words_of


def build_index(
    terms: Sequence[HpoTerm], release: str, texts: Sequence[OntologyText] = (), source: str = ""
) -> TermIndex:
    """Give the index of the terms in use, by identifier.

    Parameters
    ----------
    terms
        The terms genes are matched with: only they can be found.
    texts
        Further names from an ontology file; its own names of terms count as synonyms where they
        differ. Terms it has beyond `terms` are left out.
    source
        Of `texts`, in words.
    """
    ordered = sorted(terms, key=lambda term: term.term_id)
    place = {term.term_id: number for number, term in enumerate(ordered)}
    told = {text.term_id: text for text in texts}
    labels = _labels(ordered, told)
    words, word_start, word_labels = _words([label for label, _, _ in labels])
    return TermIndex(
        release=release,
        source=source,
        has_synonyms=any(text.synonyms for text in texts),
        term_ids=tuple(term.term_id for term in ordered),
        names=tuple(term.name for term in ordered),
        information=np.array(
            [np.nan if term.information is None else term.information for term in ordered],
            np.float32,
        ),
        labels=tuple(label for label, _, _ in labels),
        label_term=np.array([number for _, number, _ in labels], np.int32),
        is_name=np.array([is_name for _, _, is_name in labels], bool),
        words=words,
        word_start=word_start,
        word_labels=word_labels,
        former={
            former: place[text.term_id]
            for text in texts
            for former in text.former_ids
            if text.term_id in place and former not in place
        },
        definitions=tuple(
            told[term.term_id].definition if term.term_id in told else "" for term in ordered
        )
        if any(text.definition for text in texts)
        else (),
    )


def _labels(
    terms: Sequence[HpoTerm], texts: Mapping[str, OntologyText]
) -> list[tuple[str, int, bool]]:
    found: list[tuple[str, int, bool]] = []
    for number, term in enumerate(terms):
        found.append((term.name, number, True))
        text = texts.get(term.term_id)
        if text is not None:
            others = dict.fromkeys((text.name, *text.synonyms))
            found += [(label, number, False) for label in others if label and label != term.name]
    return found


def _words(
    labels: Sequence[str],
) -> tuple[tuple[str, ...], NDArray[np.int32], NDArray[np.int32]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for number, label in enumerate(labels):
        for word in set(words_of(label)):
            holders[word].append(number)
    words = tuple(sorted(holders))
    counts = [len(holders[word]) for word in words]
    starts = np.concatenate(([0], np.cumsum(counts, dtype=np.int32))).astype(np.int32)
    flat = [number for word in words for number in holders[word]]
    return words, starts, np.array(flat, np.int32)
