"""A file whose first records fit the reference and whose others do not: a mixture of builds."""

from collections import Counter
from collections.abc import Iterator
from itertools import islice

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

_REASON = RecordSetAside.REFERENCE_MISMATCH
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
    n = ledger.records_set_aside.get(_REASON, 0)
    if assembly is Assembly.ARTIFICIAL or n < MIN_DIFFERING:
        return ()
    share = n / (n + ledger.records_kept)
    where = _where(store)
    told = f"{n:,} records ({100 * share:.2g} %) have another REF base than the reference"
    if share < MIXED_SHARE:
        return (f"{told} and are set aside. {where} Was the file made by liftover?",)
    files = ", ".join(str(one.path) for one in source.files)
    raise AssemblyMismatchError(
        f"{files}: {told} ({assembly}): a part of the file is of another build.",
        "Make the file anew from variants of one build; records of another build have to be lifted "
        "over before files are joined.",
        (where,),
    )


def _where(store: CaseStore) -> str:
    """Say on which contigs the first such records lie."""
    numbers = list(islice(_differing(store), _LOOKED_AT))
    contigs = Counter(canonical_chrom(store.original_line(n).split("\t", 1)[0]) for n in numbers)
    named = ", ".join(f"{contig} ({n:,})" for contig, n in contigs.most_common(_NAMED))
    more = ", ..." if len(contigs) > _NAMED else "."
    return f"The first {len(numbers):,} of them lie on {named}{more}"


def _differing(store: CaseStore) -> Iterator[int]:
    """Give the numbers of the records that differ from the reference, in the order of the file."""
    offset = 0
    while page := store.records_set_aside(_LOOKED_AT, offset):
        yield from (one.record_number for one in page if one.reason is _REASON)
        offset += len(page)
