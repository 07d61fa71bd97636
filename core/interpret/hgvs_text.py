"""HGVS descriptions of DNA as people type them, taken apart; nothing is looked up here."""

import re
from dataclasses import dataclass
from enum import StrEnum

from core.domain.typed_text import plain
from core.errors import UsageError

_REMEDY = (
    "Write for example NM_001042492.3:c.5812+332A>G, NF1:c.1466A>G, NC_000017.11:g.31327485C>G or "
    "chr17-31327485-C-G."
)
_WHOLE = re.compile(
    r"(?P<names>[^\s\[\]]*?(?:\s*\(\s*[^()\s]+\s*\))*)[\s:]*(?<![\w.])(?P<kind>[cgmnpr])\.\s*(?P<body>\S.*)"
)
_PROTEIN_BEHIND = re.compile(r"\s*[,;]?\s*\(?\s*p\.\S*\)?\s*$")
_NAME = re.compile(r"[^\s():,]+")
_GENOMIC = re.compile(r"(?:NC|NG|NT|NW|CM)_?\d+(?:\.\d+)?|chr\w+", re.IGNORECASE)
_TRANSCRIPT = re.compile(r"(?:[NX][MR]_\d+|ENST\d+|LRG_\d+t\d+)(?:\.\d+)?", re.IGNORECASE)
_PLACE = r"(?:[*-]?[0-9]{1,9}(?:[+-][0-9]{1,9})?)"
_BODY = re.compile(
    rf"(?P<first>{_PLACE})(?:_(?P<last>{_PLACE}))?"
    r"(?:(?P<ref>[ACGTN]+)>(?P<alt>[ACGTN]+)"
    r"|(?P<edit>delins|del|dup|inv|ins)(?P<told>[ACGTN]*|[0-9]+)(?:ins(?P<new>[ACGTN]+))?)",
    re.IGNORECASE,
)
_PLACE_BEGUN = r"[*-]?(?:[0-9]{1,9}(?:[+-][0-9]{0,9})?)?"
_BODY_BEGUN = re.compile(
    rf"{_PLACE_BEGUN}(?:_{_PLACE_BEGUN})?"
    r"(?:[ACGTN]+>?|d|de|du|i|in|ins|del(?:[ACGTN]*|[0-9]+)(?:i|in|ins))?",
    re.IGNORECASE,
)
_NAMES_BEGUN = re.compile(r"[\w.()]+:\s*[cgmn]\.?", re.IGNORECASE)
_BASE_AND_OFFSET = re.compile(r"(?P<sign>[*-]?)(?P<base>\d+)(?P<offset>[+-]\d+)?")


class Edit(StrEnum):
    """What a description says of its place."""

    SUBSTITUTION = ">"
    DELETION = "del"
    DUPLICATION = "dup"
    INVERSION = "inv"
    INSERTION = "ins"
    DELINS = "delins"


@dataclass(frozen=True, slots=True)
class StatedPlace:
    """A place as written: `-12`, `76+5`, `*37-2`.

    `base` is negative before the start codon; `is_behind` counts from the stop codon on (`*`).
    """

    base: int
    offset: int = 0
    is_behind: bool = False

    @property
    def spelled(self) -> str:
        """As it was written."""
        sign = "*" if self.is_behind else ""
        return f"{sign}{self.base}{self.offset:+d}" if self.offset else f"{sign}{self.base}"


@dataclass(frozen=True, slots=True)
class Description:
    """One description.

    Attributes
    ----------
    text
        As it was typed.
    kind
        "g", "m", "c" or "n".
    contig
        Accession or name of the chromosome, empty where none is named.
    transcript, gene
        As far as named; one of them for "c" and "n".
    first, last
        Outer places, equal for one base; of an insertion its two neighbours.
    stated
        Bases the description says are there, empty for none; in its own direction.
    n_stated
        Number of bases it says are there, None for no word on it.
    new
        Bases it puts in, in its own direction.
    """

    text: str
    kind: str
    contig: str
    transcript: str
    gene: str
    first: StatedPlace
    last: StatedPlace
    edit: Edit
    stated: str
    n_stated: int | None
    new: str


def is_description(text: str) -> bool:
    """Whether a text is meant as a description in HGVS, right or wrong."""
    return _WHOLE.fullmatch(plain(text).strip()) is not None


def is_unfinished(text: str) -> bool:
    """Whether a text is the beginning of a description of DNA, as while it is typed."""
    found = _WHOLE.fullmatch(plain(text).strip())
    if found is None:
        return _NAMES_BEGUN.fullmatch(plain(text).strip()) is not None
    if found["kind"] in "pr":
        return False
    return _BODY_BEGUN.fullmatch(re.sub(r"\s", "", found["body"])) is not None


def parse_hgvs(text: str) -> Description:
    """Take apart a description of DNA on a chromosome or in a transcript.

    Understood are `g.`, `m.`, `c.` and `n.`; a transcript with or without version; the symbol of
    the gene before the colon, in brackets, or in place of the transcript; `NC_(NM_):`; a protein
    description behind, which is passed over; blanks, lower case, and any dash for a hyphen.

    Raises
    ------
    UsageError
        If it is none, or says what stands for no single small change.
    """
    found = _WHOLE.fullmatch(plain(text).strip())
    if found is None:
        raise UsageError(f"{text} is no HGVS description.", _REMEDY)
    kind = found["kind"]
    if kind in "pr":
        raise _not_dna(text, kind)
    body = re.sub(r"\s", "", _PROTEIN_BEHIND.sub("", found["body"]))
    parts = _BODY.fullmatch(body)
    if parts is None:
        raise UsageError(f"{text}: {_why_not(body)}.", _REMEDY)
    contig, transcript, gene = _names(text, kind, found["names"])
    first = _place(parts["first"])
    last = _place(parts["last"]) if parts["last"] else first
    edit, stated, n_stated, new = _edit(text, parts)
    if edit is Edit.INSERTION and not parts["last"]:
        raise UsageError(
            f"{text}: an insertion lies between two bases, and one is named.",
            "Write both neighbours, for example c.76_77insT.",
        )
    return Description(
        text, kind, contig, transcript, gene, first, last, edit, stated, n_stated, new
    )


def _names(text: str, kind: str, names: str) -> tuple[str, str, str]:
    """Tell apart what stands before the description: chromosome, transcript, gene."""
    contig = transcript = gene = ""
    for name in _NAME.findall(names):
        if _TRANSCRIPT.fullmatch(name):
            transcript = name.upper() if name[:3].upper() != "LRG" else name
        elif _GENOMIC.fullmatch(name) or (kind in "gm" and not contig):
            contig = name
        else:
            gene = name
    if kind in "gm" and not contig:
        raise UsageError(f"{text} names no chromosome.", _REMEDY)
    if kind in "cn" and not (transcript or gene):
        raise UsageError(f"{text} names no transcript and no gene.", _REMEDY)
    return contig, transcript, gene


def _place(text: str) -> StatedPlace:
    found = _BASE_AND_OFFSET.fullmatch(text)
    if found is None:
        raise AssertionError(text)
    base = int(found["base"])
    is_behind = found["sign"] == "*"
    return StatedPlace(
        -base if found["sign"] == "-" else base, int(found["offset"] or 0), is_behind
    )


def _edit(text: str, parts: re.Match[str]) -> tuple[Edit, str, int | None, str]:
    if parts["ref"]:
        ref, alt = parts["ref"].upper(), parts["alt"].upper()
        is_one = len(ref) == len(alt) == 1
        return (Edit.SUBSTITUTION if is_one else Edit.DELINS), ref, len(ref), alt
    edit, told, new = Edit(parts["edit"].lower()), parts["told"].upper(), parts["new"]
    if edit in (Edit.DELINS, Edit.INSERTION):
        if not told or told.isdigit() or new:
            raise UsageError(
                f"{text}: which bases are put in is not said in letters.",
                "Write them out, for example c.76_77insTG.",
            )
        return edit, "", None, told
    stated = "" if told.isdigit() else told
    n_stated = int(told) if told.isdigit() else len(told) or None
    if not new:
        return edit, stated, n_stated, ""
    if edit is not Edit.DELETION:
        raise UsageError(f"{text}: {edit} and ins do not go together.", _REMEDY)
    return Edit.DELINS, stated, n_stated, new.upper()


def _not_dna(text: str, kind: str) -> UsageError:
    what = "a protein" if kind == "p" else "RNA"
    return UsageError(
        f"{text} describes {what}: many changes of DNA may stand behind it.",
        "Write the change of DNA, c. or g.",
    )


def _why_not(body: str) -> str:
    if "[" in body or ";" in body:
        return "several changes, or a number of repeats, are not one small change"
    if body.endswith("=") or "?" in body or "(" in body:
        return "it names no change, or none with known edges"
    if body.upper().startswith("IVS"):
        return "introns by number (IVS) are not understood"
    return "the description cannot be read"
