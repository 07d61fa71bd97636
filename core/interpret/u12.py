"""Introns that look like those of the minor (U12) spliceosome: told, never scored."""

from functools import cache

from pydantic import BaseModel, ConfigDict

from core.domain.transcript import Transcript
from core.interpret.allele_map import Fetch
from core.interpret.mrna import reverse_complement
from core.interpret.position import introns
from core.interpret.rules import Limit, Sourced, load_rule_set

_SIGNS = {"R": "AG"}
_REACH = 8


class Donor(Sourced):
    """First bases of an intron; R stands for A or G."""

    consensus: str


class U12Rules(BaseModel):
    """When an intron is flagged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str
    donor: Donor
    invariant: Limit
    mismatches: Limit
    at_ac: Sourced


@cache
def u12_rules() -> U12Rules:
    """Give the rule set of the program."""
    return load_rule_set("u12_introns.toml", None, U12Rules)


def is_u12_like(donor: str, acceptor: str, rules: U12Rules | None = None) -> bool:
    """Whether an intron begins AT and ends AC, or is GT-AG with the U12 donor.

    Parameters
    ----------
    donor, acceptor
        Its first eight and its last two bases, 5' to 3'; unknown bases (N) fit nothing.
    """
    rules = rules or u12_rules()
    consensus = rules.donor.consensus
    ends = donor[:2], acceptor[-2:]
    if ends == ("AT", "AC"):
        return True
    if ends != ("GT", "AG") or len(donor) < len(consensus):
        return False
    pairs = zip(donor, consensus, strict=False)
    fits = [base in _SIGNS.get(sign, sign) for base, sign in pairs]
    n_others = len(consensus) - sum(fits)
    return all(fits[: int(rules.invariant.value)]) and n_others <= rules.mismatches.value


def u12_introns(transcript: Transcript, fetch: Fetch) -> tuple[int, ...]:
    """Give the numbers (1-based, transcript order) of the introns that look like U12 introns.

    Parameters
    ----------
    fetch
        Plus-strand bases of the contig of the transcript.
    """
    found = []
    for start, end, number in introns(transcript):
        left, right = fetch(start, min(start + _REACH, end)), fetch(max(end - _REACH, start), end)
        if transcript.strand == "-":
            left, right = reverse_complement(right), reverse_complement(left)
        if is_u12_like(left, right):
            found.append(number)
    return tuple(sorted(found))
