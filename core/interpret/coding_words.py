"""The consequence of a variant in a transcript in a sentence."""

from core.domain.coding import CodingEffect
from core.interpret.codons import three_letters

_LONGEST = 8
"""Amino acids or bases that are spelled; of more the number is told."""


def sentence_of(effect: CodingEffect, *, is_u12_intron: bool) -> str:
    """Give one or more sentences: what happens, where, between which codons, and what is unknown.

    Parameters
    ----------
    is_u12_intron
        The intron that is touched looks like one of the minor spliceosome, for which the
        distances of splice terms are not made.
    """
    words = "; ".join(term.words for term in effect.terms)
    where = _where(effect)
    told = f"{words[:1].upper()}{words[1:]}{f' ({where})' if where else ''}."
    change = _change(effect)
    if change:
        told += f" {change}."
    if effect.why_unknown:
        told += f" The effect on the protein is not known for certain: {effect.why_unknown}."
    if is_u12_intron:
        told += (
            f" Intron {effect.intron_number} looks like a U12 intron; distances from its ends are "
            "told as for other introns."
        )
    return told


def _where(effect: CodingEffect) -> str:
    parts = []
    if effect.exon_number is not None:
        parts.append(f"exon {effect.exon_number} of {effect.n_exons}")
    if effect.intron_number is not None:
        parts.append(f"intron {effect.intron_number} of {effect.n_exons - 1}")
    return ", ".join(parts)


def _change(effect: CodingEffect) -> str:
    if effect.protein_position is None:
        return ""
    place = _place(effect, *effect.protein_position)
    if "frameshift_variant" in effect.names:
        return f"{place} and all behind"
    old, new = _amino_acids(effect.ref_amino_acids), _amino_acids(effect.alt_amino_acids)
    if not new:
        return f"{place}: {old}" if old else place
    if not old:
        return f"{place}: {new} put in"
    is_short = max(len(effect.ref_codons), len(effect.alt_codons)) <= 3 * _LONGEST
    codons = f", {effect.ref_codons} to {effect.alt_codons}" if is_short else ""
    return f"{place}: {old} to {new}{codons}"


def _place(effect: CodingEffect, first: int, last: int) -> str:
    """Codons by number, with the length of the protein unless the stop codon is among them."""
    length = effect.protein_length
    of = "" if length is None or last > length else f" of {length:,}"
    if not effect.ref_codons and first < last:
        return f"Between codons {first:,} and {last:,}{of}"
    return f"Codon {first:,}{of}" if first == last else f"Codons {first:,} to {last:,}{of}"


def _amino_acids(letters: str) -> str:
    if not letters:
        return ""
    return three_letters(letters) if len(letters) <= _LONGEST else f"{len(letters)} amino acids"
