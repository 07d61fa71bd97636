"""Whether the REF of a record is what the reference has there."""

from core.domain.counting import counted
from core.domain.ledger import RecordSetAside
from core.sources.reference import Reference
from core.sources.vcf_records import RecordProblem, VcfRecord


def check_ref(record: VcfRecord, reference: Reference) -> RecordProblem | None:
    """Give why a record does not fit the reference, None if it does.

    A base that the reference does not know (N) is no mismatch.
    """
    length = reference.length(record.chrom)
    if length is None:
        return _problem(
            record, RecordSetAside.UNKNOWN_CONTIG, f"CHROM {record.chrom} is not in the reference"
        )
    end = record.pos + len(record.ref) - 1
    if record.pos < 1 or end > length:
        return _problem(
            record,
            RecordSetAside.POSITION_OUT_OF_RANGE,
            f"POS {record.pos} with {counted(len(record.ref), 'base')} leaves {record.chrom} ({counted(length, 'base')})",
        )
    found = reference.fetch(record.chrom, record.pos - 1, end)
    if found == record.ref or _same_where_known(found, record.ref):
        return None
    return _problem(
        record,
        RecordSetAside.REFERENCE_MISMATCH,
        f"REF {_short(record.ref)} at {record.chrom}:{record.pos}, the reference has "
        f"{_short(found)}",
    )


def _problem(record: VcfRecord, reason: RecordSetAside, detail: str) -> RecordProblem:
    return RecordProblem(record.number, record.line, reason, detail, record.raw)


def _short(bases: str) -> str:
    return bases if len(bases) <= 20 else f"{bases[:20]}... ({len(bases)} bases)"


def _same_where_known(found: str, ref: str) -> bool:
    return all(
        a == b or a == "N" or b == "N"  # noqa: PLR1714 -- "N in (a, b)" builds a tuple per base
        for a, b in zip(found, ref, strict=True)
    )
