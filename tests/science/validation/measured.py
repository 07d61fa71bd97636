"""Everything the tables are made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.science.validation.alleles import Allele, Genome
from tests.science.validation.collection import Collection
from tests.science.validation.scoring import ScoreFile


@dataclass(frozen=True, slots=True)
class Measured:
    """Alleles, and what was said about them: published scores, and a score file per engine."""

    genome: Genome
    found: Collection
    published: Mapping[Allele, float | None]
    scores: Mapping[str, ScoreFile]

    @property
    def site_engines(self) -> list[str]:
        """Engines whose scores are deltas of splice sites."""
        return [name for name in self.scores if name != "mmsplice"]
