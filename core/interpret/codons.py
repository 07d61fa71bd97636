"""The genetic code: codons to amino acids, and their names."""

from collections.abc import Collection

STOP = "*"
UNKNOWN = "X"
SELENOCYSTEINE = "U"

_ORDER = "TCAG"
_STANDARD = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"
_MITOCHONDRIAL = "FFLLSSSSYY**CCWWLLLLPPPPHHQQRRRRIIMMTTTTNNKKSS**VVVVAAAADDEEGGGG"

CODE = {
    first + second + third: _STANDARD[16 * i + 4 * j + k]
    for i, first in enumerate(_ORDER)
    for j, second in enumerate(_ORDER)
    for k, third in enumerate(_ORDER)
}
"""NCBI translation table 1."""

MITOCHONDRIAL_CODE = {codon: _MITOCHONDRIAL[place] for place, codon in enumerate(CODE)}
"""NCBI translation table 2, for genes of the mitochondrion."""

NAMES = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu",
    "G": "Gly", "H": "His", "I": "Ile", "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe",
    "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val",
    SELENOCYSTEINE: "Sec", UNKNOWN: "Xaa", STOP: "Ter",
}  # fmt: skip
"""Three-letter names of IUPAC-IUBMB."""


def translate(
    bases: str,
    *,
    code: dict[str, str] = CODE,
    selenocysteines: Collection[int] = (),
    starts_with_met: bool = False,
) -> str:
    """Translate whole codons up to and with the first stop, in one-letter code.

    Parameters
    ----------
    bases
        DNA letters from the first base of a codon on; what is left of a codon at the end is
        not translated.
    selenocysteines
        0-based places of the first base of codons that are read as selenocysteine.
    starts_with_met
        The first codon starts translation: it is read as methionine whatever it is.
    """
    protein = []
    for place in range(0, len(bases) - 2, 3):
        codon = bases[place : place + 3]
        amino = code.get(codon, UNKNOWN)
        if place in selenocysteines and codon == "TGA":
            amino = SELENOCYSTEINE
        if place == 0 and starts_with_met:
            amino = "M"
        protein.append(amino)
        if amino == STOP:
            break
    return "".join(protein)


def three_letters(protein: str) -> str:
    """Spell a protein in three-letter names."""
    return "".join(NAMES[amino] for amino in protein)
