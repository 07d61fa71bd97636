"""What one output of an engine of regulatory sequence is about."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_REPLICATE = re.compile(r"_replicate\d+$")


@dataclass(frozen=True, slots=True)
class RegulatoryTrack:
    """One output of an engine; words are empty where they do not apply.

    Attributes
    ----------
    name
        Unique within the engine.
    assay, cell_type
        What was measured to train it, and in which cells.
    factor
        Gene symbol of the factor it is about.
    unit
        Of REF, ALT and, unless the engine says otherwise, delta.
    species
        Scientific name.
    """

    name: str
    assay: str = ""
    cell_type: str = ""
    factor: str = ""
    unit: str = ""
    species: str = ""

    @property
    def words(self) -> str:
        """The track in a few words, such as "MPRA in HepG2" or "CTCF, ChIP-seq"."""
        about = f"{self.factor}, {self.assay}" if self.factor and self.assay else ""
        about = about or self.factor or self.assay or self.name.replace("_", " ")
        return f"{about} in {self.cell_type}" if self.cell_type else about


def replicates(names: Iterable[str]) -> frozenset[str]:
    """Give those tracks that are replicates of an output which pools them and is there too."""
    known = frozenset(names)
    return frozenset(one for one in known if _REPLICATE.sub("_pooled", one) in known - {one})
