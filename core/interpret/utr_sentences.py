"""What a variant does in an untranslated region, in plain words."""

from core.domain.counting import counted
from core.domain.transcript import Region
from core.domain.utr import Expectation, KozakContext, OrfKind, Strength, UpstreamOrf, UtrKind
from core.interpret.polyadenylation import FoundSignal, SignalChange
from core.interpret.position import SpliceSite
from core.interpret.upstream_orfs import OrfChange

EXPECTED = {
    Expectation.LESS: "less of the main protein is expected",
    Expectation.MORE: "more of the main protein is expected",
    Expectation.LONGER: (
        "a protein with a longer beginning is expected, beside the usual one or instead of it"
    ),
    Expectation.UNKNOWN: "what that means for the main protein is not known",
}

_NOT_TOLD = "what that does to expression is not told by the place"


def orf_sentence(change: OrfChange, expected: Expectation, *, shares_stop: bool) -> str:
    """Say what happens to an upstream reading frame.

    Parameters
    ----------
    shares_stop
        A start gained reads on to the stop of an upstream frame that is there anyway.
    """
    text = f"{_orf_words(*change)}: {EXPECTED[expected]}."
    if shares_stop:
        text += " It reads in the frame of an upstream start that is there already."
    return text


def kozak_sentence(before: KozakContext, after: KozakContext, expected: Expectation) -> str:
    """Say how the context of the main start changes."""
    bases = f"{before.bases} to {after.bases}, -6 to +4"
    if before.strength is not after.strength:
        change = f"from {before.strength} to {after.strength}"
    else:
        change = f"within the class '{before.strength}', {_more_or_fewer(before, after)}"
    return f"The Kozak context of the main start changes {change} ({bases}): {EXPECTED[expected]}."


def signal_sentence(change: SignalChange, expected: Expectation) -> str:
    """Say what happens to a polyadenylation signal."""
    old, new = change.before, change.after
    if old is not None and new is not None:
        what = f"The polyadenylation signal {_named(old)} becomes {_named(new)}"
    elif old is not None:
        what = f"The polyadenylation signal {_named(old)} is lost"
    else:
        what = f"A polyadenylation signal comes about, {'' if new is None else _named(new)}"
    other = ", while one at least as strong stays" if change.has_another else ""
    end = EXPECTED[expected].replace("the main protein", "the transcript and its protein")
    return f"{what}{other}: {end}."


def site_sentence(site: SpliceSite, *, is_lost: bool) -> str:
    """Say what happens to a splice site of the 5' UTR."""
    if is_lost:
        return f"The {site.kind} of an intron in the 5' UTR loses its splice dinucleotide."
    if site.region is Region.NEAR_SPLICE:
        what = f"Lies near the {site.kind} of an intron in the 5' UTR"
    else:
        what = f"Touches the {site.kind} of an intron in the 5' UTR; its splice dinucleotide stays"
    return f"{what}. What an engine predicts of splicing tells more."


def tss_sentence(distance: int) -> str:
    """Say how far a variant lies from the transcription start."""
    if distance == 0:
        return f"Changes the first base of the transcript; {_NOT_TOLD}."
    where = "before" if distance < 0 else "behind"
    n_bases = counted(abs(distance), "base")
    return f"Lies {n_bases} {where} the first base of the transcript; {_NOT_TOLD}."


def _where(orf: UpstreamOrf) -> str:
    return f"{counted(orf.to_cds, 'base')} before the coding sequence"


def _context(orf: UpstreamOrf) -> str:
    if orf.kozak.strength is Strength.UNKNOWN:
        return "whose Kozak context is not known"
    return f"in {orf.kozak.strength} Kozak context"


def _end(orf: UpstreamOrf) -> str:
    """Where the frame ends."""
    if orf.kind is OrfKind.OVERLAPPING:
        overlap = orf.stop_to_cds
        n_bases = "" if overlap is None else f" by {counted(-overlap, 'base')}"
        return f"out of frame and overlapping the coding sequence{n_bases}"
    if orf.kind is OrfKind.EXTENSION:
        n_more = counted(orf.to_cds // 3, "amino acid")
        return f"in frame with the coding sequence and without a stop before it, {n_more} longer"
    n_codons = counted((orf.length or 0) // 3, "codon")
    distance = counted(orf.stop_to_cds or 0, "base")
    return f"ending after {n_codons}, {distance} before the coding sequence"


def _orf_words(kind: UtrKind, old: UpstreamOrf | None, new: UpstreamOrf | None) -> str:
    if old is None or new is None:
        verb = "Makes a new" if old is None else "Takes away an"
        orf = new or old
        return "" if orf is None else f"{verb} upstream start codon {_described(orf)}"
    if kind is UtrKind.UPSTREAM_KOZAK_CHANGED:
        return (
            f"The Kozak context of an upstream start codon {_where(new)} changes from "
            f"{old.kozak.strength} to {new.kozak.strength}; its reading frame is {_end(new)}"
        )
    frame = f"the upstream reading frame that begins {_where(old)} {_context(old)}"
    return f"{_VERBS[kind]} {frame}; {_end(old)} until now, it is then {_end(new)}"


def _described(orf: UpstreamOrf) -> str:
    return f"{_context(orf)}, {_where(orf)}, {_end(orf)}"


def _more_or_fewer(before: KozakContext, after: KozakContext) -> str:
    is_more = len(after.matching) > len(before.matching)
    return f"with {'more' if is_more else 'fewer'} bases of the consensus"


def _named(found: FoundSignal) -> str:
    return f"{found.signal.hexamer} ({found.signal.strength})"


_VERBS = {
    UtrKind.UPSTREAM_STOP_LOST: "Takes the stop from",
    UtrKind.UPSTREAM_STOP_GAINED: "Puts a stop into",
    UtrKind.UPSTREAM_FRAMESHIFT: "Shifts",
}
