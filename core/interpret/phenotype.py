"""How well a gene fits the patient's phenotype."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GeneMatch:
    """Match of one gene: `score` 0-1; `matched` names the patient's terms it explains, best first."""

    score: float
    matched: tuple[str, ...] = ()
