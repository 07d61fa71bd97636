"""How a variant is called in one transcript."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TranscriptName:
    """HGVS descriptions, predicted ones in brackets.

    Attributes
    ----------
    hgvs_c
        `c.` or `n.` with accession, "" where `why` says why there is none.
    hgvs_p
        `p.` without accession, "" in a non-coding transcript.
    why
        A sentence, "" where the variant is named.
    """

    hgvs_c: str
    hgvs_p: str
    why: str = ""

    @property
    def words(self) -> str:
        """Both names in one line; "" for none."""
        return " ".join(one for one in (self.hgvs_c, self.hgvs_p) if one)
