"""What of a patient a variant file does not reach, which would look like a case without findings."""

from core.sources.vcf_set import VcfSet
from core.store.case_store import CaseStore

_CONTIGS = tuple(f"chr{name}" for name in (*range(1, 23), "X", "Y"))
_NAMED = 6


def told_of_loss(store: CaseStore, source: VcfSet) -> tuple[str, ...]:
    """Say that a file holds nothing, or was read up to a damaged place only."""
    columns = store.columns()
    if not source.damage:
        is_empty = not len(columns) and not store.ledger().records_read
        told = "The variant file holds no record: nothing of the patient was assessed."
        return (told,) if is_empty else ()
    if not len(columns):
        place, seen = "Nothing could be read before the damage", set[str]()
    else:
        seen = {columns.contig_names[code] for code in set(columns.contig.tolist())}
        contig, pos = columns.contig_names[columns.contig[-1]], int(columns.pos[-1])
        place = f"As agreed it was read up to {contig}:{pos:,}"
    told = (
        f"INCOMPLETE: the variant file is damaged: {source.damage} {place}; nothing after that was "
        f"assessed.{_missing(seen)}"
    )
    return (told,)


def _missing(seen: set[str]) -> str:
    """Name the chromosomes of which there is no variant; "" where names are others."""
    missing = [name for name in _CONTIGS if name not in seen]
    if not missing or len(missing) == len(_CONTIGS):
        return ""
    shown = ", ".join(missing[:_NAMED])
    more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
    return f" There is no variant of {shown}{more}."
