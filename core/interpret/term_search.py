"""Phenotype terms found by words, synonyms and identifiers, forgiving slips of the keyboard."""

import re
from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.domain.term_index import TermIndex
from core.interpret.term_words import folded, slips, slips_allowed, words_of

_IDENTIFIER = re.compile(r"(?:HP:?)?(\d{3,7})", re.IGNORECASE)
_LAST = "\uffff"

_Found = dict[int, int]
"""Penalty by label index."""


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term that answers what was typed.

    `label` is the name or synonym that matched, the identifier where that was typed;
    `is_close` says that it matches only when a slip of the keyboard is forgiven.
    """

    term_id: str
    name: str
    label: str
    is_close: bool = False


def search_terms(index: TermIndex, text: str, limit: int = 12) -> tuple[TermHit, ...]:
    """Give the terms that fit best, each once, best first.

    Every word typed must begin a word of the label, in any order. A word that begins none may
    differ by one letter (from five letters on) or two (from eight on). Identifiers are found by
    their first digits, former ones too.
    """
    identifier = _IDENTIFIER.fullmatch(text.strip())
    if identifier is not None:
        return _by_identifier(index, identifier[1], limit)
    typed = words_of(text)
    if not typed:
        return ()
    found = _labels_with(index, typed[0])
    for word in typed[1:]:
        more = _labels_with(index, word)
        found = {label: cost + more[label] for label, cost in found.items() if label in more}
    return _best(index, found, " ".join(typed), limit)


def _by_identifier(index: TermIndex, digits: str, limit: int) -> tuple[TermHit, ...]:
    padded = f"HP:{digits:0>7}"
    exact = _index_of(index, padded)
    starts = f"HP:{digits}"
    first = bisect_left(index.term_ids, starts)
    last = bisect_left(index.term_ids, starts + _LAST)
    wanted = dict.fromkeys(([] if exact is None else [exact]) + list(range(first, last)[:limit]))
    hits = [
        TermHit(index.term_ids[number], index.names[number], index.term_ids[number])
        for number in wanted
    ]
    return tuple(hits[:limit])


def find_term(index: TermIndex, term_id: str) -> TermHit | None:
    """Give the term of an identifier, the one that took its place where it is a former one."""
    number = _index_of(index, term_id.strip().upper())
    if number is None:
        return None
    return TermHit(index.term_ids[number], index.names[number], index.term_ids[number])


def information_of(index: TermIndex, term_id: str) -> float | None:
    """Give the information in a term, None where the index does not know it."""
    number = _index_of(index, term_id)
    if number is None or np.isnan(index.information[number]):
        return None
    return float(index.information[number])


def definition_of(index: TermIndex, term_id: str) -> str:
    """Give what a term means, "" where the index does not know it."""
    number = _index_of(index, term_id)
    return index.definitions[number] if number is not None and index.definitions else ""


def _index_of(index: TermIndex, term_id: str) -> int | None:
    place = bisect_left(index.term_ids, term_id)
    if place < len(index.term_ids) and index.term_ids[place] == term_id:
        return place
    return index.former.get(term_id)


def _labels_with(index: TermIndex, word: str) -> _Found:
    first = bisect_left(index.words, word)
    last = bisect_left(index.words, word + _LAST)
    if first == last:
        return _labels_close_to(index, word)
    found: _Found = dict.fromkeys(_labels(index, first, last).tolist(), 1)
    if index.words[first] == word:
        found.update(dict.fromkeys(_labels(index, first, first + 1).tolist(), 0))
    return found


def _labels_close_to(index: TermIndex, word: str) -> _Found:
    allowed = slips_allowed(word)
    found: _Found = {}
    for letter in sorted(set(word[:2])) if allowed else ():
        first = bisect_left(index.words, letter)
        last = bisect_left(index.words, letter + _LAST)
        for place in range(first, last):
            n_slips = slips(word, index.words[place], allowed)
            if n_slips <= allowed:
                for label in _labels(index, place, place + 1).tolist():
                    found[label] = min(found.get(label, 99), 10 * n_slips)
    return found


def _labels(index: TermIndex, first: int, last: int) -> NDArray[np.int32]:
    """Labels that hold any of the words `first` to `last`, exclusive."""
    return index.word_labels[index.word_start[first] : index.word_start[last]]


def _best(index: TermIndex, found: _Found, typed: str, limit: int) -> tuple[TermHit, ...]:
    ordered = sorted(found, key=lambda label: _order(index, label, found[label], typed))
    hits: dict[int, TermHit] = {}
    for label in ordered:
        term = int(index.label_term[label])
        if term not in hits:
            text, is_close = index.labels[label], found[label] >= 10
            hits[term] = TermHit(index.term_ids[term], index.names[term], text, is_close)
        if len(hits) == limit:
            break
    return tuple(hits.values())


def _order(
    index: TermIndex, label: int, cost: int, typed: str
) -> tuple[int, bool, bool, int, bool, str]:
    """Fewest slips, then the same text, then one that begins with it, then short ones, names first."""
    text = folded(index.labels[label])
    return (
        cost // 10,
        text != typed,
        not text.startswith(typed),
        len(text) + cost % 10,
        not index.is_name[label],
        text,
    )
