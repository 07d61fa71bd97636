"""Whether a premature stop is expected to lead to nonsense-mediated decay, by published rules.

The rules have numbers: 1 the last exon-exon junction, 2 junctions in the 3' UTR and coding
sequences in one exon, 3 a stop near the start, 4 a stop in a long exon, 5 no junction at all, 6 the
zone of rule 1 running on through a short last-but-one exon. What decides PVS1 and what biology
adds stand apart.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.domain.consequence import Nmd, NmdVerdict
from core.interpret.mrna import Mrna
from core.interpret.rules import Limit, load_rule_set

CODON = 3


class NmdRules(BaseModel):
    """Limits in bases, each with its source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    date: str
    last_junction: Limit
    last_junction_upper: Limit
    utr_junction: Limit
    start_proximal: Limit
    long_exon: Limit


@cache
def load_nmd_rules(path: Path | None = None) -> NmdRules:
    """Give the rules of the program, or those of a laboratory.

    Raises
    ------
    InputFileError
        If a laboratory's own file cannot be read or is no such rule set.
    """
    return load_rule_set("nmd.toml", path, NmdRules)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where translation of a changed transcript ends.

    Attributes
    ----------
    start
        0-based place in the transcript of the first base of the start codon.
    place
        That of the first base of the stop codon, None where none is met.
    coding_end
        Place behind the last base of the old coding sequence that is still in the transcript.
    is_old
        It is the stop codon of the unchanged transcript, or lies behind its place.
    next_met
        Number of the next methionine in the old frame behind the stop, None without one.
    is_start_lost
        The old start codon is gone: where translation begins and ends is not known.
    is_known
        All bases that are read to it are known; else another stop may come before it.
    """

    start: int
    place: int | None
    coding_end: int
    is_old: bool = False
    next_met: int | None = None
    is_start_lost: bool = False
    is_known: bool = True


def nmd(mrna: Mrna, stop: Stop, rules: NmdRules | None = None) -> Nmd:
    """Give the verdicts on a transcript (rules of the program where none are given)."""
    rules = rules or load_nmd_rules()
    if stop.is_start_lost:
        return _plain(
            NmdVerdict.UNKNOWN,
            "The start codon is lost; where translation ends instead is not known.",
        )
    if not stop.is_known:
        return _plain(
            NmdVerdict.UNKNOWN,
            "Bases that are not known (N) are read; where a stop comes is not known.",
        )
    if stop.place is None:
        return _plain(
            NmdVerdict.UNKNOWN,
            "No stop codon is met before the transcript ends; the rules do not speak of that.",
        )
    if stop.is_old:
        return _plain(NmdVerdict.NO_PREMATURE_STOP, "No premature stop: NMD is not predicted.")
    return _Premature(mrna, stop, stop.place + CODON, rules).verdicts()


def _plain(verdict: NmdVerdict, sentence: str) -> Nmd:
    return Nmd(verdict, "", verdict, None, (), sentence)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


class _Premature:
    """A transcript with a premature stop; `end` is the place behind the stop codon."""

    def __init__(self, mrna: Mrna, stop: Stop, end: int, rules: NmdRules) -> None:
        self._mrna, self._stop, self._end, self._rules = mrna, stop, end, rules
        within = [one for one in mrna.junctions if stop.start < one < stop.coding_end]
        self._last = max(within, default=None)
        self._to_last = None if self._last is None else self._last - end
        beyond = [one - end for one in mrna.junctions if one >= stop.coding_end]
        self._utr = max(beyond, default=0)

    def verdicts(self) -> Nmd:
        """Put the rules together."""
        verdict, rule, why = self._for_pvs1()
        words = f"{_capital(verdict.value)} (rule {rule}): {why}."
        return Nmd(verdict, rule, self._by_biology(verdict), self._to_last, self._cautions(), words)

    def _for_pvs1(self) -> tuple[NmdVerdict, str, str]:
        to_last, limit = self._to_last, int(self._rules.last_junction.value)
        if not self._mrna.junctions:
            return NmdVerdict.ESCAPES, "5", "the transcript has no exon-exon junction"
        if to_last is None:
            why = "no exon-exon junction lies within the coding sequence"
            return NmdVerdict.ESCAPES, "2", why
        if to_last > limit:
            why = f"the stop lies {to_last:,} bases before the last exon-exon junction of the "
            return NmdVerdict.EXPECTED, "1", f"{why}coding sequence, more than {limit}"
        if to_last < 0:
            return NmdVerdict.ESCAPES, "1", "the stop lies in the last coding exon"
        bases = "1 base" if to_last == 1 else f"{to_last} bases"
        why = f"the stop lies {bases} before the last exon-exon junction of the "
        why += f"coding sequence, not more than {limit}"
        between = [one for one in self._mrna.junctions if self._end <= one < (self._last or 0)]
        if between:
            return NmdVerdict.ESCAPES, "6", f"{why}, and the exon between is not longer than that"
        return NmdVerdict.ESCAPES, "1", why

    def _by_biology(self, verdict: NmdVerdict) -> NmdVerdict:
        if self._is_near_start or self._is_in_long_exon:
            return NmdVerdict.ESCAPES
        return NmdVerdict.EXPECTED if self._has_utr_trigger else verdict

    def _cautions(self) -> tuple[str, ...]:
        upper, limit = self._rules.last_junction_upper.value, self._rules.last_junction.value
        found = []
        if self._to_last is not None and limit < self._to_last <= upper:
            found.append(
                f"With a limit of {upper:.0f} bases instead of {limit:.0f} escape is predicted."
            )
        if self._has_utr_trigger:
            found.append(
                f"A junction in the 3' UTR, {self._utr:,} bases behind the stop, may cause NMD "
                "by itself (rule 2)."
            )
        if self._is_near_start:
            found.append(self._near_start)
        if self._is_in_long_exon:
            found.append(
                f"The stop lies in an exon of {self._exon_length:,} bases, where transcripts "
                "often escape (rule 4)."
            )
        return tuple(found)

    @property
    def _has_utr_trigger(self) -> bool:
        return self._utr > self._rules.utr_junction.value

    @property
    def _is_near_start(self) -> bool:
        return self._end - self._stop.start <= self._rules.start_proximal.value

    @property
    def _near_start(self) -> str:
        limit = f"{self._rules.start_proximal.value:.0f}"
        met = self._stop.next_met
        again = (
            "no methionine follows in the old frame"
            if met is None
            else f"the next methionine in the old frame is number {met:,}"
        )
        return (
            f"The stop lies within the first {limit} coding bases, where translation may start "
            f"again (rule 3); {again}."
        )

    @property
    def _is_in_long_exon(self) -> bool:
        return self._exon_length > self._rules.long_exon.value

    @property
    def _exon_length(self) -> int:
        place = self._end - CODON
        edges = (0, *self._mrna.junctions, len(self._mrna.bases))
        number = self._mrna.exon_of(place)
        return edges[number + 1] - edges[number]
