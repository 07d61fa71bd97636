"""Guards against counting one finding twice (Walker 2023, AJHG 110:1046, section on combining).

Each guard looks at codes that count and names those that must not, with the reason. They run in
the order of `GUARDS`, each on what those before it left.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from core.domain.evidence import ASSAY, MECHANISM, Basis, Evidence, Standing

_OF_SPLICING = frozenset({"PP3", "BP4", "BP7"})

Dropping = Iterator[tuple[Evidence, str]]
Guard = Callable[[Sequence[Evidence]], Dropping]


@dataclass(frozen=True, slots=True)
class Guarded:
    """Codes that count, and those that would count a finding twice.

    `reasons` holds each dropped code as it was given, with the reason.
    """

    kept: tuple[Evidence, ...]
    dropped: tuple[Evidence, ...]
    reasons: tuple[tuple[Evidence, str], ...]


def guarded(evidence: Iterable[Evidence], guards: Sequence[Guard] | None = None) -> Guarded:
    """Put codes through the guards; those that do not count anyhow are kept as they are.

    A dropped code is not suggested any more, and says why; one that a person accepted stays
    accepted, but does not count.
    """
    kept = list(evidence)
    reasons: list[tuple[Evidence, str]] = []
    for guard in GUARDS if guards is None else guards:
        counted = [one for one in kept if one.is_counted]
        for item, reason in guard(counted):
            kept.remove(item)
            reasons.append((item, reason))
    dropped = tuple(_told(item, reason) for item, reason in reasons)
    return Guarded(tuple(kept), dropped, tuple(reasons))


def needs_mechanism(counted: Sequence[Evidence]) -> Dropping:
    """PVS1 only where loss of function is a stated mechanism of the disease."""
    for one in _of(counted, "PVS1"):
        if not one.saw(MECHANISM):
            yield one, "PVS1 needs a source that states loss of function as the mechanism."


def assay_replaces_prediction(counted: Sequence[Evidence]) -> Dropping:
    """PVS1 (RNA) replaces PVS1 from prediction for the same event."""
    if _of(counted, "PVS1", Basis.RNA):
        for one in _of(counted, "PVS1"):
            if one.basis is not Basis.RNA:
                yield one, "PVS1 (RNA) replaces what was predicted."


def pvs1_excludes_splice_pp3(counted: Sequence[Evidence]) -> Dropping:
    """PVS1, predicted or observed, excludes PP3 for splicing."""
    if _of(counted, "PVS1"):
        for one in _of(counted, "PP3", Basis.SPLICING):
            yield one, "PVS1 counts this splice event already."


def rna_pvs1_excludes_ps3(counted: Sequence[Evidence]) -> Dropping:
    """PVS1 (RNA) excludes PS3 from the same assay; an assay that is not named may be the same."""
    assays = {one.saw(ASSAY) for one in _of(counted, "PVS1", Basis.RNA)}
    for one in _of(counted, "PS3") if assays else ():
        if one.saw(ASSAY) in assays | {""} or "" in assays:
            yield one, "PVS1 (RNA) counts this assay already."


def rna_bp7_replaces_benign(counted: Sequence[Evidence]) -> Dropping:
    """BP7 (RNA) excludes BS3, and replaces BP4 and BP7 predicted for splicing."""
    if not _of(counted, "BP7", Basis.RNA):
        return
    for one in _of(counted, "BS3"):
        yield one, "BP7 (RNA) counts this assay already."
    for code in ("BP4", "BP7"):
        for one in _of(counted, code, Basis.SPLICING):
            yield one, "BP7 (RNA) replaces what was predicted."


def pvs1_excludes_pm4(counted: Sequence[Evidence]) -> Dropping:
    """PM4 is not added to PVS1, as for an in-frame skip."""
    if _of(counted, "PVS1"):
        for one in _of(counted, "PM4"):
            yield one, "PVS1 counts the change of protein length already."


def each_code_once(counted: Sequence[Evidence]) -> Dropping:
    """A code counts once: PP3 of protein and of splicing are one. The stronger counts, or splicing."""
    best: dict[str, Evidence] = {}
    for one in sorted(counted, key=_precedence):
        best[one.code] = one
    for one in counted:
        if one is not best[one.code]:
            yield one, f"{one.code} counts once; predictions of protein and splicing are one code."


def pp3_excludes_bp4(counted: Sequence[Evidence]) -> Dropping:
    """PP3 and BP4 are never both there: a predicted effect wins."""
    if _of(counted, "PP3"):
        for one in _of(counted, "BP4"):
            yield one, "PP3 and BP4 exclude each other; the predicted effect counts."


def splice_ps1_needs_base(counted: Sequence[Evidence]) -> Dropping:
    """PS1 for splicing stands only beside PP3 for splicing or PVS1."""
    if _of(counted, "PP3", Basis.SPLICING) or _of(counted, "PVS1"):
        return
    for one in _of(counted, "PS1", Basis.SPLICING):
        yield one, "PS1 for splicing stands only beside PP3 or PVS1."


def confirmed_excludes_assumed(counted: Sequence[Evidence]) -> Dropping:
    """PS2 and PM6 are one code: the table of points gives one strength for all patients together."""
    if _of(counted, "PS2"):
        for one in _of(counted, "PM6"):
            yield one, "PS2 counts what arose anew already; patients are summed within one code."


def common_excludes_rare(counted: Sequence[Evidence]) -> Dropping:
    """An allele is not both absent and too common: what was seen counts. BA1 stands alone anyhow."""
    if _of(counted, "BS1"):
        for one in _of(counted, "PM2"):
            yield one, "BS1 says that it is too common."


def bp7_needs_bp4(counted: Sequence[Evidence]) -> Dropping:
    """BP7 from prediction stands only beside BP4 for splicing."""
    if _of(counted, "BP4", Basis.SPLICING):
        return
    for one in _of(counted, "BP7", Basis.SPLICING):
        yield one, "BP7 stands only beside BP4."


GUARDS: tuple[Guard, ...] = (
    needs_mechanism,
    assay_replaces_prediction,
    pvs1_excludes_splice_pp3,
    rna_pvs1_excludes_ps3,
    rna_bp7_replaces_benign,
    pvs1_excludes_pm4,
    confirmed_excludes_assumed,
    common_excludes_rare,
    splice_ps1_needs_base,
    each_code_once,
    pp3_excludes_bp4,
    bp7_needs_bp4,
)
"""All guards. PS1 asks whether PP3 for splicing is met before PP3 of the protein may outweigh it;
BP7 asks last whether BP4 was left."""


def _of(counted: Sequence[Evidence], code: str, basis: Basis | None = None) -> list[Evidence]:
    """Codes of a name and basis; one a person entered without saying on what rests on splicing."""
    return [one for one in counted if one.code == code and basis in (None, _basis(one))]


def _basis(item: Evidence) -> Basis:
    is_unsaid = item.basis is Basis.OTHER and item.code in _OF_SPLICING
    if is_unsaid and item.code == "BP7" and item.strength != "supporting":
        return Basis.RNA
    return Basis.SPLICING if is_unsaid else item.basis


def _precedence(item: Evidence) -> tuple[int, bool]:
    return abs(item.points), _basis(item) is Basis.SPLICING


def _told(item: Evidence, reason: str) -> Evidence:
    standing = item.standing if item.standing is Standing.ACCEPTED else Standing.NOT_SUGGESTED
    return item.turned(standing, f"Not counted: {reason}")
