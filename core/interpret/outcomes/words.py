"""An outcome in plain words."""

from collections.abc import Iterator, Sequence

from core.domain.consequence import Nmd, NmdVerdict, OutcomeKind, ProteinChange
from core.interpret.outcomes.edges import ACCEPTOR
from core.interpret.outcomes.events import Event
from core.interpret.outcomes.sites import SiteTable


def sentence(
    event: Event,
    table: SiteTable,
    exon_lengths: Sequence[int],
    protein: ProteinChange | None,
    nmd: Nmd | None,
) -> str:
    """Say what comes about, what it does to the protein, and what rules say of decay.

    Parameters
    ----------
    exon_lengths
        Of the unchanged transcript, in its order: bases that the variant puts in or takes out
        elsewhere are no part of what is spliced otherwise.
    """
    words = _splicing(event, table, exon_lengths)
    if protein is not None and event.kind.is_aberration:
        words = f"{words} {_translation(protein)}"
        if nmd is not None and nmd.verdict in (NmdVerdict.EXPECTED, NmdVerdict.ESCAPES):
            words = f"{words} {nmd.sentence}"
    return words


def summary(
    event: Event,
    table: SiteTable,
    exon_lengths: Sequence[int],
    protein: ProteinChange | None,
    nmd: Nmd | None,
) -> str:
    """Say the same in one line, such as "Exon 7 (200 bases) is left out; frameshift; NMD predicted."."""
    words = [_splicing(event, table, exon_lengths).rstrip(".")]
    if protein is not None and event.kind.is_aberration:
        words += _tags(protein)
        if nmd is not None and nmd.verdict in (NmdVerdict.EXPECTED, NmdVerdict.ESCAPES):
            words.append(nmd.verdict.value)
    return f"{'; '.join(words)}."


def _tags(protein: ProteinChange) -> Iterator[str]:
    if protein.is_start_lost:
        yield "the start codon is lost"
        return
    if protein.first_changed is None:
        yield "the protein stays the same"
        return
    if not protein.protein:
        yield "the native stop codon is lost"
        return
    yield "in frame" if protein.is_frame_kept else "frameshift"
    if protein.reads_unknown:
        yield "bases read are not known (N)"
        return
    if protein.stop_after == 1:
        yield "a stop at once"
    elif protein.stop_after is not None:
        new = protein.stop_after - 1
        yield "a stop after one new codon" if new == 1 else f"a stop after {new} new codons"


def _splicing(event: Event, table: SiteTable, exon_lengths: Sequence[int]) -> str:
    kind = event.kind
    if kind in (OutcomeKind.EXON_SKIPPING, OutcomeKind.MULTI_EXON_SKIPPING):
        return _skipping(event, exon_lengths)
    if kind is OutcomeKind.INTRON_RETENTION:
        return _retention(event, table)
    if kind is OutcomeKind.PSEUDOEXON:
        return _pseudoexon(event, table)
    if kind is OutcomeKind.INCREASED_INCLUSION:
        return f"Exon {event.exon_numbers[0] + 1} is expected to be used more often."
    if kind is OutcomeKind.SITE_STRENGTHENED:
        return f"The {event.sites[0].kind} of exon {event.exon_numbers[0] + 1} gets stronger."
    return _moved(event, table, exon_lengths)


def _skipping(event: Event, exon_lengths: Sequence[int]) -> str:
    first, last = event.exon_numbers[0] + 1, event.exon_numbers[-1] + 1
    bases = _bases(sum(exon_lengths[number] for number in event.exon_numbers))
    if first == last:
        return f"Exon {first} ({bases}) is left out."
    return f"Exons {first} to {last} ({bases}) are left out."


def _retention(event: Event, table: SiteTable) -> str:
    length = table.along(*table.intron(event.intron_number or 0)) + 1
    number = _intron(event)
    if not length:
        return f"Exons {number} and {number + 1} are joined: nothing is left of the intron."
    return f"Intron {number} ({_bases(length)}) stays in the transcript."


def _moved(event: Event, table: SiteTable, exon_lengths: Sequence[int]) -> str:
    new, native = event.new_and_native
    distance = abs(table.along(native.place, new.place))
    exon = event.exon_numbers[0] + 1
    if event.kind is OutcomeKind.PARTIAL_INTRON_RETENTION:
        where = f"{_bases(distance)} into intron {_intron(event)}"
        words = f"The {new.kind} {where} is used: exon {exon} gets {_bases(distance)} longer"
        return f"{words}{_net(event, table, exon_lengths, distance)}."
    where = f"{_bases(distance)} inside exon {exon}"
    edge = "first" if new.kind == ACCEPTOR else "last"
    lost = f"{edge} base is" if distance == 1 else f"{edge} {_bases(distance)} are"
    words = f"The {new.kind} {where} is used: its {lost} lost"
    return f"{words}{_net(event, table, exon_lengths, -distance)}."


def _net(event: Event, table: SiteTable, exon_lengths: Sequence[int], moved: int) -> str:
    """What becomes of the exon's length where the variant puts in or takes out bases of it too."""
    number = event.exon_numbers[0]
    start, end = table.exons[number]
    change = end - start + moved - exon_lengths[number]
    if change == moved:
        return ""
    how = "longer" if change > 0 else "shorter"
    return f" (with the variant's own bases {_bases(abs(change))} {how} in all)"


def _pseudoexon(event: Event, table: SiteTable) -> str:
    number = event.intron_number or 0
    first, last = table.intron(number)
    after = table.along(first, event.sites[0].place)
    before = table.along(event.sites[1].place, last)
    size = table.along(event.sites[0].place, event.sites[1].place) + 1
    where = (
        f"{_bases(after)} behind exon {number + 1}"
        if after <= before
        else f"{_bases(before)} before exon {number + 2}"
    )
    return f"A pseudoexon of {_bases(size)} comes into intron {number + 1}, {where}."


def _translation(protein: ProteinChange) -> str:
    if protein.is_start_lost:
        return "The start codon is lost; where translation begins instead is not known."
    if protein.first_changed is None:
        return "The protein stays the same."
    share = f"{percent(protein.lost_fraction)} of the protein"
    if not protein.protein:
        return (
            f"The native stop codon is lost: {share} is lost before it, and what follows is not "
            "told."
        )
    if protein.reads_unknown:
        frame = "The frame is kept" if protein.is_frame_kept else "Frameshift"
        return (
            f"{frame}; bases that are read are not known (N), and where a stop comes is not told."
        )
    stop = protein.stop_after
    if stop == 1:
        return f"The first changed codon is a stop; {share} is lost."
    if stop is not None:
        how = (
            "The frame is kept, but a stop comes" if protein.is_frame_kept else "Frameshift: a stop"
        )
        tail = f" after {stop - 1} new codons" if stop > 2 else " after one new codon"
        return f"{how}{tail}; {share} is lost."
    if not protein.protein.endswith("*"):
        return "No stop codon is met before the transcript ends."
    return _in_frame(protein, share)


def _in_frame(protein: ProteinChange, share: str) -> str:
    lost, new = (_amino_acids(count) for count in (protein.n_lost, protein.n_new))
    if not protein.n_new:
        is_or_are = "is" if protein.n_lost == 1 else "are"
        return f"The frame is kept: {lost} ({share}) {is_or_are} lost."
    if not protein.n_lost:
        return f"The frame is kept: {new} {'comes' if protein.n_new == 1 else 'come'} in."
    give = "gives" if protein.n_lost == 1 else "give"
    return f"The frame is kept: {lost} ({share}) {give} way to {new}."


def _intron(event: Event) -> int:
    return (event.intron_number or 0) + 1


def percent(share: float) -> str:
    """Write a share of 0-1; what is little is not nothing."""
    return "less than 1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def _bases(count: int) -> str:
    return "1 base" if count == 1 else f"{count:,} bases"


def _amino_acids(count: int) -> str:
    return "1 amino acid" if count == 1 else f"{count:,} amino acids"
