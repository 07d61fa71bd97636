"""Poly-A signals near a variant, and those it makes, as a network reads them on both alleles."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from core.domain.counting import counted
from core.domain.score import NotScoredReason
from core.domain.transcript import Transcript, TranscriptTrait
from core.domain.variant import Variant
from core.interpret.allele_map import AlleleMap, Fetch
from core.interpret.alleles import Change, change_of
from core.interpret.anchored_stretch import AnchoredStretch, is_too_long, is_within
from core.interpret.mrna import spliced
from core.interpret.polyadenylation import FoundSignal, searched_from, signals_in
from core.interpret.position import meets
from core.interpret.subject import NoSubject, Subject, no_subject, subject
from core.interpret.utr_places import touches_utr3
from core.interpret.utr_rules import PolyadenylationRules, load_utr_rules
from models import registry
from models.regulatory.reach import POLY_A, Reach

_SIZE = 6
_USUAL = 20
"""Bases from a signal to the end: of two as frequent the one nearer to this counts. Most lie 10 to
35 bases before it (Beaudoing 2000, as in utr.toml)."""
_POLYADENYLATED = frozenset({"lncRNA", "lnc_RNA"})
"""Biotypes beside coding ones whose ends are read."""
_AROUND = Reach(POLY_A.length + _SIZE, POLY_A.length + _SIZE)
"""Around a change, far enough for a signal anywhere in it."""


class _Signal(NamedTuple):
    """A signal of the reference: 0-based place on the genome of its first base as it is read.

    `n_behind` bases of the transcript follow.
    """

    hexamer: str
    place: int
    n_behind: int


def poly_a_subjects(
    variant: Variant, transcripts: Sequence[Transcript], fetch: Fetch
) -> Iterator[Subject | NoSubject]:
    """Give the signal that stands for the end of each transcript, and signals the variant makes.

    The former is the most frequent hexamer of the last bases; its surroundings count on the
    genome, also behind the end. A new one counts where the variant lies in an exon of the 3' UTR
    and it does not stand for the former. Each place is told once.
    """
    rules = load_utr_rules().polyadenylation
    change = change_of(variant)
    told: set[tuple[str, int, str]] = set()
    for transcript in transcripts:
        if not transcript.is_coding and transcript.biotype not in _POLYADENYLATED:
            continue
        for key, found in _of_transcript(change, transcript, fetch, rules):
            if key not in told:
                told.add(key)
                yield found


_Keyed = Iterator[tuple[tuple[str, int, str], Subject | NoSubject]]


def _of_transcript(
    change: Change, transcript: Transcript, fetch: Fetch, rules: PolyadenylationRules
) -> _Keyed:
    strand = transcript.strand
    last = transcript.end - 1 if strand == "+" else transcript.start
    reach = Reach(int(rules.window.value) + POLY_A.before, POLY_A.behind)
    signal = None
    if is_within(change, strand, last, reach):
        found = _signal_of(transcript, fetch, rules)
        if isinstance(found, NotScoredReason):
            yield (strand, last, found), no_subject(registry.POLY_A, transcript, found)
        else:
            signal = found
    if is_too_long(change, POLY_A):
        if signal is not None or _is_in_utr3(change, transcript):
            reason = NotScoredReason.CHANGE_TOO_LONG
            yield (strand, last, reason), no_subject(registry.POLY_A, transcript, reason)
        return
    if signal is not None:
        yield from _kept(change, transcript, signal, fetch)
    if _is_in_utr3(change, transcript):
        yield from _made(change, transcript, signal, fetch, rules)


def _signal_of(
    transcript: Transcript, fetch: Fetch, rules: PolyadenylationRules
) -> _Signal | NotScoredReason:
    """The most frequent hexamer of the last bases of the last exon, or why there is none."""
    if TranscriptTrait.RNA_END_UNKNOWN in transcript.traits:
        return NotScoredReason.TRANSCRIPT_END_UNKNOWN
    start, end = transcript.exons[-1 if transcript.strand == "+" else 0]
    bases = spliced(AlleleMap(None, fetch), transcript.strand, [(start, end)]).bases
    found = signals_in(bases, searched_from(len(bases), _n_coding(transcript), rules), rules)
    if not found:
        return NotScoredReason.NO_POLY_A_SIGNAL

    def n_behind(one: FoundSignal) -> int:
        return len(bases) - one.start - _SIZE

    best = min(found, key=lambda one: (one.rank, abs(n_behind(one) - _USUAL)))
    place = start + best.start if transcript.strand == "+" else end - 1 - best.start
    return _Signal(best.signal.hexamer, place, n_behind(best))


def _n_coding(transcript: Transcript) -> int:
    """Bases of the last exon up to the stop codon, 0 where that lies in another exon."""
    if transcript.cds_start is None or transcript.cds_end is None:
        return 0
    if transcript.strand == "+":
        return max(transcript.cds_end - transcript.exons[-1][0], 0)
    return max(transcript.exons[0][1] - transcript.cds_start, 0)


def _kept(change: Change, transcript: Transcript, signal: _Signal, fetch: Fetch) -> _Keyed:
    """The signal that stands for the end, unless nothing changes that is read of it."""
    if not is_within(change, transcript.strand, signal.place, POLY_A):
        return
    stretch = AnchoredStretch.around(change, transcript.strand, signal.place, POLY_A, fetch)
    request = stretch.request(stretch.anchor_in_alt(_SIZE))
    if request is not None:
        where = f"{counted(signal.n_behind, 'base')} before the end"
        phrase = f"poly-A signal {signal.hexamer} of {transcript.gene_symbol}, {where}"
        found = subject(registry.POLY_A, transcript, request, phrase, POLY_A.length, stretch.pair)
        yield (transcript.strand, signal.place, ""), found


def _is_in_utr3(change: Change, transcript: Transcript) -> bool:
    """The change lies in an exon, and behind the stop codon."""
    if not touches_utr3(change, transcript):
        return False
    return any(meets(change, start, end) for start, end in transcript.exons)


def _made(
    change: Change,
    transcript: Transcript,
    kept: _Signal | None,
    fetch: Fetch,
    rules: PolyadenylationRules,
) -> _Keyed:
    """Signals that only ALT has, but for one that overlaps the place of that of the end."""
    around = AnchoredStretch.around(change, transcript.strand, change.start, _AROUND, fetch)
    pair = around.pair
    before = {pair.to_alt(one.start, _SIZE) for one in signals_in(pair.ref.bases, 0, rules)}
    told = None if kept is None else pair.ref.index_of(kept.place)
    told_in_alt = None if told is None else around._replace(anchor=told).anchor_in_alt(_SIZE)
    for made in signals_in(pair.alt.bases, pair.first - _SIZE + 1, rules):
        if made.start >= pair.alt_end:
            break
        is_told = told_in_alt is not None and abs(made.start - told_in_alt) < _SIZE
        if made.start in before or is_told:
            continue
        yield from _made_at(made, around, transcript)


def _made_at(made: FoundSignal, around: AnchoredStretch, transcript: Transcript) -> _Keyed:
    pair = around.pair
    anchor = min(made.start, pair.ref_end)
    request = around._replace(anchor=anchor, reach=POLY_A).request(made.start)
    if request is None:
        return
    place = int(pair.ref.origins[anchor])
    n_behind = _bases_behind(transcript, place)
    hexamer, gene = made.signal.hexamer, transcript.gene_symbol
    where = f"{counted(n_behind, 'base')} before the end"
    phrase = f"new poly-A signal {hexamer} in the 3' UTR of {gene}, {where}"
    found = subject(registry.POLY_A, transcript, request, phrase, POLY_A.length, pair)
    yield (transcript.strand, place, hexamer), found


def _bases_behind(transcript: Transcript, place: int) -> int:
    """Bases of the transcript behind a hexamer that begins at a place of the genome."""
    first, last = (
        (place + _SIZE, transcript.end)
        if transcript.strand == "+"
        else (transcript.start, place + 1 - _SIZE)
    )
    inside = ((max(start, first), min(end, last)) for start, end in transcript.exons)
    return sum(max(end - start, 0) for start, end in inside)
