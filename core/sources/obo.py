"""The ontology file of the HPO (`hp.obo`): names, synonyms and identifiers of its terms."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from core.domain.term_index import OntologyText
from core.errors import InputFileError

_GZIP = b"\x1f\x8b"
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_RELEASE = re.compile(r"\d{4}-\d{2}-\d{2}")
_REMEDY = "Take hp.obo of the Human Phenotype Ontology as it is published."


def read_obo(path: Path) -> tuple[str, tuple[OntologyText, ...]]:
    """Give the release date ("" where the file tells none) and the terms of an ontology file.

    Plain or gzipped. Obsolete terms are given too; those that name a successor stand among its
    former identifiers.

    Raises
    ------
    InputFileError
        If the file cannot be read or holds no HPO terms.
    """
    try:
        with _open(path) as file:
            release = ""
            stanzas = list(_stanzas(file))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputFileError(path, f"it cannot be read ({error}).", _REMEDY) from error
    for key, value in stanzas[0] if stanzas else ():
        if key == "data-version" and (found := _RELEASE.search(value)):
            release = found[0]
    terms = [_term(stanza) for stanza in stanzas[1:]]
    known = [term for term in terms if term is not None and term.term_id.startswith("HP:")]
    if not known:
        raise InputFileError(path, "it holds no terms of the HPO.", _REMEDY)
    return release, _with_former(known, stanzas[1:])


def _open(path: Path) -> TextIO:
    with path.open("rb") as file:
        is_zipped = file.read(2) == _GZIP
    return gzip.open(path, "rt", encoding="utf-8") if is_zipped else path.open(encoding="utf-8")


def _stanzas(file: TextIO) -> Iterator[list[tuple[str, str]]]:
    """The header first, then one list of tags for each `[Term]`; other stanzas are passed over."""
    current: list[tuple[str, str]] = []
    is_wanted = True
    for line in file:
        text = line.strip()
        if text.startswith("["):
            if is_wanted:
                yield current
            current, is_wanted = [], text == "[Term]"
        elif ": " in text and is_wanted:
            key, _, value = text.partition(": ")
            current.append((key, value))
    if is_wanted:
        yield current


def _term(tags: list[tuple[str, str]]) -> OntologyText | None:
    single = dict(reversed(tags))
    if "id" not in single or "name" not in single:
        return None
    quoted = [_QUOTED.match(value) for key, value in tags if key == "synonym"]
    synonyms = [found[1].replace('\\"', '"') for found in quoted if found]
    return OntologyText(
        term_id=single["id"],
        name=single["name"],
        synonyms=tuple(dict.fromkeys(synonyms)),
        former_ids=tuple(value for key, value in tags if key == "alt_id"),
        is_obsolete=single.get("is_obsolete", "") == "true",
        definition=_definition(single.get("def", "")),
    )


def _definition(value: str) -> str:
    found = _QUOTED.match(value)
    return found[1].replace('\\"', '"').replace("\\n", " ") if found else ""


def _with_former(
    terms: list[OntologyText], stanzas: list[list[tuple[str, str]]]
) -> tuple[OntologyText, ...]:
    """Add identifiers of obsolete terms to the terms that replace them."""
    former: dict[str, list[str]] = {}
    for tags in stanzas:
        single = dict(reversed(tags))
        if single.get("is_obsolete") == "true" and "replaced_by" in single:
            former.setdefault(single["replaced_by"], []).append(single.get("id", ""))
    return tuple(
        replace(term, former_ids=(*term.former_ids, *former.get(term.term_id, ())))
        for term in terms
    )
