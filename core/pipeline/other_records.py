"""What the records of a page hold besides small variants: intervals, repeats, coverage."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain

from core.domain.coverage import CoverageBuilder
from core.domain.ledger import RecordSetAside
from core.sources.intervals import IntervalReader
from core.sources.reference_blocks import BlockReader
from core.sources.vcf_header import VcfHeader
from core.sources.vcf_records import RecordProblem, VcfRecord
from core.store.other_records import NO_OTHERS, OtherRecords, PersonCoverage


class OtherReader:
    """Looks once more at the records that are more, or less, than small variants.

    Parameters
    ----------
    samples
        Whose genotypes are wanted, in the order of the pedigree.
    """

    def __init__(self, header: VcfHeader, samples: Sequence[str]) -> None:
        self._intervals = IntervalReader(header, samples)
        self._blocks = BlockReader(header, samples)

    def read(self, items: Sequence[VcfRecord | RecordProblem]) -> OtherRecords:
        """Give what a page of records holds besides small variants."""
        concerned = [item for item in items if self._may_hold(item)]
        if not concerned:
            return NO_OTHERS
        pages = []
        builders: dict[tuple[int, str], CoverageBuilder] = defaultdict(CoverageBuilder)
        for item in concerned:
            fields = item.raw.decode("utf-8", "replace").split("\t")
            if self._blocks.is_block(fields):
                self._cover(fields, builders)
            if self._intervals.is_concerned(fields):
                pages.append(self._intervals.read(item.number, fields))
        coverage = tuple(
            PersonCoverage(person, chrom, builder.build())
            for (person, chrom), builder in builders.items()
        )
        intervals = chain.from_iterable(page.intervals for page in pages)
        problems = chain.from_iterable(page.problems for page in pages)
        return OtherRecords(tuple(intervals), tuple(problems), coverage)

    def _may_hold(self, item: VcfRecord | RecordProblem) -> bool:
        """Whole records that were set aside are sound where only their ALT is missing."""
        if isinstance(item, RecordProblem):
            return item.reason is RecordSetAside.NO_ALTERNATE
        return bool(item.set_aside) or self._intervals.has_repeats

    def _cover(
        self, fields: Sequence[str], builders: dict[tuple[int, str], CoverageBuilder]
    ) -> None:
        block = self._blocks.read(fields)
        if block is None:
            return
        for person, told in enumerate(block.people):
            if told is not None:
                builders[person, block.chrom].add(block.start, block.end, *told)
