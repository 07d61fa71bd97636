"""Applies a description of RNA to the unchanged transcript, independently of the code under test."""

import re

_PLACE = re.compile(r"^(?P<zone>[*-]?)(?P<base>\d+)(?P<offset>[+-]\d+)?$")
_CHANGE = re.compile(
    r"^(?P<first>[*\d+-]+)(_(?P<last>[*\d+-]+))?"
    r"(?P<what>del(?!ins)|dup|delins|ins|(?P<old>[acgu])>(?P<new>[acgu]))(?P<with>.*)$"
)


class Numbered:
    """Bases of a plus-strand gene by their c. numbers."""

    def __init__(self, sequence, exons, cds_start, cds_end):
        self._sequence = sequence
        self._places = [place for start, end in exons for place in range(start, end)]
        self.bases = "".join(sequence[place] for place in self._places)
        self._first = self._places.index(cds_start)
        self._behind = self._places.index(cds_end - 1) + 1

    def index(self, text):
        """0-based place in the transcript of a number without offset."""
        found = _PLACE.match(text)
        assert found is not None, text
        assert found["offset"] is None, text
        return self._index(found["zone"], int(found["base"]))

    def genomic(self, text):
        """0-based place on the plus strand of any number."""
        found = _PLACE.match(text)
        assert found is not None, text
        return self._places[self._index(found["zone"], int(found["base"]))] + int(
            found["offset"] or 0
        )

    def between(self, first, last):
        """The bases of the genome from one number to another."""
        start, end = self.genomic(first), self.genomic(last)
        assert start <= end, (first, last)
        return self._sequence[start : end + 1]

    def _index(self, zone, base):
        if zone == "*":
            return self._behind + base - 1
        return self._first - base if zone == "-" else self._first + base - 1


def applied(description, numbered):
    """Give the transcript that a predicted description means."""
    if description == "r.(=)":
        return numbered.bases
    found = re.fullmatch(
        r"r\.(?:\((?P<one>[^;]*(?:\[.*\])?)\)|\[\((?P<several>.*)\)\])", description
    )
    assert found is not None, description
    words = found["one"] if found["one"] is not None else found["several"]
    bases = numbered.bases
    changes = [_read(one, numbered) for one in _split(words)]
    assert changes == sorted(changes, key=lambda change: change[:2]), description
    for start, end, new in reversed(changes):
        bases = bases[:start] + new + bases[end:]
    return bases


def _split(words):
    """Split at semicolons outside of square brackets."""
    parts, depth = [""], 0
    for letter in words:
        depth += {"[": 1, "]": -1}.get(letter, 0)
        if letter == ";" and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _read(text, numbered):
    found = _CHANGE.match(text)
    assert found is not None, text
    start = numbered.index(found["first"])
    end = numbered.index(found["last"] or found["first"]) + 1
    what, new = found["what"], found["with"]
    if what == "ins":
        assert end - start == 2, text
        return start + 1, start + 1, _bases(new, numbered)
    if what == "dup":
        return end, end, numbered.bases[start:end]
    if what == "del":
        assert not new, text
        return start, end, ""
    if what == "delins":
        return start, end, _bases(new, numbered)
    assert numbered.bases[start] == _dna(found["old"]), text
    return start, end, _dna(found["new"])


def _bases(text, numbered):
    """Letters, ranges, or several of them in square brackets."""
    parts = text[1:-1].split(";") if text.startswith("[") else [text]
    return "".join(
        _dna(part) if part.isalpha() else numbered.between(*part.split("_")) for part in parts
    )


def _dna(letters):
    return letters.upper().replace("U", "T")
