"""Reference blocks of a gVCF: what was looked at and found without a variant.

GATK and DeepVariant write `<NON_REF>` or `<*>` with INFO/END (VCF 4.5: FORMAT/LEN), bcftools and
the callers of Illumina a dot in ALT. The lowest depth of a block is MIN_DP, else DP; the quality
is GQ, else GQX or RGQ.
"""

from collections.abc import Sequence

from core.domain.assembly import canonical_chrom
from core.domain.coverage import UNKNOWN, ReferenceBlock
from core.sources.vcf_fields import InfoFields, SampleCells, number
from core.sources.vcf_header import VcfHeader

_NO_VARIANT = frozenset({"<NON_REF>", "<*>", "."})
_DEPTHS = ("MIN_DP", "DP")
_QUALITIES = ("GQ", "GQX", "RGQ")


class BlockReader:
    """Reads the reference blocks of one file.

    Parameters
    ----------
    samples
        Whose columns are wanted, in this order.
    """

    def __init__(self, header: VcfHeader, samples: Sequence[str]) -> None:
        self._columns = [9 + header.samples.index(name) for name in samples]
        self._is_single = len(header.samples) == 1

    @staticmethod
    def is_block(fields: Sequence[str]) -> bool:
        """Tell whether a record holds no variant; `fields` are the tab-separated columns."""
        return fields[4] in _NO_VARIANT

    def read(self, fields: Sequence[str]) -> ReferenceBlock | None:
        """Give the block of a record without a variant, None where it tells nothing of coverage.

        A person whose call is missing, or carries something, is None in it.
        """
        pos, info = int(fields[1]), InfoFields(fields[7])
        cells = SampleCells(fields, self._columns)
        depths = self._values(_DEPTHS, cells, info)
        qualities = self._values(_QUALITIES, cells, None)
        calls = cells.texts("GT") or [""] * len(self._columns)
        people = tuple(
            (depth, quality) if _is_reference(call) and (depth, quality) != _NOTHING else None
            for call, depth, quality in zip(calls, depths, qualities, strict=True)
        )
        if not any(people):
            return None
        end = _end(info, cells, pos, len(fields[3]))
        return ReferenceBlock(canonical_chrom(fields[0]), pos - 1, max(end, pos), people)

    def _values(
        self, keys: Sequence[str], cells: SampleCells, info: InfoFields | None
    ) -> list[int]:
        """Give the first key that tells something, per person; INFO only speaks of a lone sample."""
        columns = [cells.texts(key) for key in keys]
        found = []
        for person in range(len(self._columns)):
            texts = [column[person] for column in columns if column]
            if info is not None and self._is_single:
                texts += [info.text(key) for key in keys]
            found.append(next((value for value in map(_whole, texts) if value != UNKNOWN), UNKNOWN))
        return found


_NOTHING = (UNKNOWN, UNKNOWN)


def _whole(text: str) -> int:
    value = number(text)
    return UNKNOWN if value is None or value < 0 else int(value)


def _is_reference(call: str) -> bool:
    """The call is complete and all reference; a file without GT cannot say otherwise."""
    return not call or set(call) <= {"0", "/", "|"}


def _end(info: InfoFields, cells: SampleCells, pos: int, n_ref: int) -> int:
    """0-based end by END, else by the shortest LEN of the samples, else by REF."""
    ends = info.integers("END")
    if ends and ends[0] is not None:
        return ends[0]
    lengths = [_whole(text) for text in cells.texts("LEN")]
    return pos - 1 + min(lengths) if lengths and min(lengths) > 0 else pos - 1 + n_ref
