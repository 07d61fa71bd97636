"""A table of reference inclusion in the layout of the mmsplice pack."""

import gzip
from collections.abc import Mapping
from pathlib import Path

from models.splice.reference_psi import _GTEX_NAMES, Exon


def write_psi_table(path: Path, values: Mapping[Exon, Mapping[str, float]]) -> Path:
    """Write exons with their inclusion by tissue of ours; the other tissues stay empty."""
    names = [name for name in _GTEX_NAMES.values() if name]
    ours = {gtex: name for name, gtex in _GTEX_NAMES.items()}
    lines = [",".join(["Chromosome", "Start", "End", "Strand", "gene_id", "gene_name", *names])]
    for (chrom, start, end, strand), known in values.items():
        cells = [str(known.get(ours[name], "")) for name in names]
        lines.append(",".join([chrom, str(start + 1), str(end), strand, "ENSG1", "G", *cells]))
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode("ascii")))
    return path
