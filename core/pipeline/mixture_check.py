"""A file whose first records fit the reference and whose others do not: a mixture of builds."""

from collections import Counter

from core.domain.assembly import Assembly, canonical_chrom
from core.domain.ledger import RecordSetAside
from core.errors import AssemblyMismatchError
from core.sources.vcf_set import VcfSet
from core.store.case_store import CaseStore

MIN_DIFFERING = 20
MIXED_SHARE = 0.02
"""From this share of records with another REF a file is taken for a mixture.

A file of one build has next to none. Of records of another build about a quarter fit by chance and
would be read at a wrong place, so that 2 % that differ stand for some 0.7 % that are wrong unseen.
"""

_LOOKED_AT = 2_000
_NAMED = 5


def demand_one_build(store: CaseStore, source: VcfSet, assembly: Assembly) -> tuple[str, ...]:
    """Refuse a mixture of builds; says where a few records differ, so that somebody looks.

    To be asked when all records are read.

    Raises
    ------
    AssemblyMismatchError
        With the contigs whose records differ from the reference.
    """
    ledger = store.ledger()
    n = ledger.records_set_aside.get(RecordSetAside.REFERENCE_MISMATCH, 0)
    if assembly is Assembly.ARTIFICIAL or n < MIN_DIFFERING:
        return ()
    share = n / (n + ledger.records_kept)
    evidence = _by_contig(store)
    told = f"{n:,} records ({100 * share:.2g} %) have another REF base than the reference"
    if share < MIXED_SHARE:
        return (f"{told} and are set aside: {'; '.join(evidence)}. Was the file made by liftover?",)
    files = ", ".join(str(one.path) for one in source.files)
    raise AssemblyMismatchError(
        f"{files}: {told} ({assembly}): a part of the file is of another build. "
        f"{'; '.join(evidence)}.",
        "Make the file anew from variants of one build; records of another build have to be lifted "
        "over before files are joined.",
        tuple(evidence),
    )


def _by_contig(store: CaseStore) -> list[str]:
    columns = store.columns()
    kept = Counter(columns.contig_names[code] for code in columns.contig.tolist())
    rows = (
        one
        for one in store.records_set_aside(_LOOKED_AT)
        if one.reason is RecordSetAside.REFERENCE_MISMATCH
    )
    differing = Counter(_contig_of(store.original_line(one.record_number)) for one in rows)
    return [
        f"{contig}: {n:,} differ, {kept[contig]:,} fit"
        for contig, n in differing.most_common(_NAMED)
    ]


def _contig_of(line: str) -> str:
    return canonical_chrom(line.split("\t", 1)[0])
