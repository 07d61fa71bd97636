"""What a precomputed table says about a variant, beside what was computed here."""

from dataclasses import dataclass

from core.domain.score import SpliceDelta, SpliceEffect

MAX_DIFFERENCE = 0.1
"""Two scores of one variant that lie further apart, as shown with two decimals, disagree."""


@dataclass(frozen=True, slots=True)
class LookupScore:
    """One gene of one variant in one table.

    Attributes
    ----------
    table, version
        File name of the table, and the version of the tool as its header tells it.
    looked_up
        The table's own deltas, masked or raw as the table is, in its own window; None where the
        table does not hold the variant in this gene, which says nothing about it.
    computed
        Ours of the same gene, in the same view, cut to the same window; None where this gene was
        not computed.
    """

    table: str
    version: str
    gene_symbol: str
    looked_up: SpliceDelta | None
    computed: SpliceDelta | None

    @property
    def disagreeing(self) -> tuple[SpliceEffect, ...]:
        """The effects whose two deltas lie more than `MAX_DIFFERENCE` apart."""
        if self.looked_up is None or self.computed is None:
            return ()
        theirs, ours = self.looked_up, self.computed
        return tuple(
            effect
            for effect in SpliceEffect
            if _apart(theirs.of(effect)[0], ours.of(effect)[0]) > MAX_DIFFERENCE
        )

    @property
    def source(self) -> str:
        """The table with its view and window, in words."""
        if self.looked_up is None:
            return self.table
        view = "masked" if self.looked_up.masked else "raw"
        return f"{self.table} ({view}, within {self.looked_up.distance} bases)"

    @property
    def sentence(self) -> str:
        """Both values, each labelled, and whether they disagree."""
        gene = f"{self.gene_symbol}: " if self.gene_symbol else ""
        if self.looked_up is None:
            return (
                f"Looked up in {self.source}: {gene}not in the table, which says nothing about it."
            )
        told = f"Looked up in {self.source}: {gene}{_values(self.looked_up)}."
        if self.computed is None:
            return f"{told} Not computed here in this gene."
        told = f"{told} Computed in the same view and window: {_values(self.computed)}."
        if not self.disagreeing:
            return f"{told} They agree."
        named = ", ".join(effect.value for effect in self.disagreeing)
        return f"{told} THEY DISAGREE by more than {MAX_DIFFERENCE:g} ({named})."


def _apart(one: float, other: float) -> float:
    return round(abs(round(one, 2) - round(other, 2)), 2)


def _values(delta: SpliceDelta) -> str:
    return ", ".join(f"{effect.value} {delta.of(effect)[0]:.2f}" for effect in SpliceEffect)
