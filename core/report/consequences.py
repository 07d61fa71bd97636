"""What a variant does to transcripts and proteins, as plain values and as FASTA."""

from collections.abc import Iterator

from core.domain.consequence import Nmd, ProteinChange, SiteUse, SpliceOutcome
from core.domain.context import DomainLoss, OutcomeContext
from core.domain.interpretation import Interpretation, TranscriptCoding
from core.domain.utr import UtrEffect
from core.report.context_json import context_dict, domain_dicts
from core.report.score_json import rounded

_LINE = 60
_NO_CONTEXT = OutcomeContext()


def consequence_dicts(found: Interpretation) -> list[dict[str, object]]:
    """Give every consequence in the shape of DESIGN 4.1, those of the preferred transcript first."""
    domains = found.contexts.coding
    return [
        *(outcome_dict(one, found.contexts.of(one)) for one in found.outcomes),
        *(coding_dict(one, domains.get(one.effect.transcript_id)) for one in found.coding),
        *(utr_dict(one) for one in found.utr),
    ]


def outcome_dict(one: SpliceOutcome, context: OutcomeContext = _NO_CONTEXT) -> dict[str, object]:
    """Give one outcome of splicing; positions of sites are 1-based, those of exons 0-based.

    `exons` are in the coordinates of the changed chromosome. What is known beside it, inclusion
    and junctions in people without the variant and domains touched, is on the reference; null
    where it is not known.
    """
    protein, nmd = one.protein, one.nmd
    return {
        "kind": one.kind.value,
        "size": one.size,
        "frame": _frame(protein),
        "stop": None if protein is None else protein.stop_after,
        "nmd": None if nmd is None else nmd.verdict.value,
        "protein": None if protein is None else protein.hgvs_p or None,
        "sentence": one.sentence,
        "topic": "splicing",
        "is_aberration": one.kind.is_aberration,
        "transcript_id": one.transcript_id,
        "gene_symbol": one.gene_symbol,
        "share": rounded(one.share) if one.kind.is_aberration else None,
        "score": rounded(one.score),
        "exon_numbers": list(one.exon_numbers),
        "intron_number": one.intron_number,
        "sites": [_site(site) for site in one.sites],
        "exons": [list(exon) for exon in one.exons],
        "hgvs_r": one.hgvs_r or None,
        "protein_change": None if protein is None else _protein(protein),
        "nmd_rules": None if nmd is None else _nmd(nmd),
        "why_no_protein": one.why_no_protein or None,
        "cautions": list(one.cautions),
        **context_dict(context),
    }


def coding_dict(
    one: TranscriptCoding, domains: tuple[DomainLoss, ...] | None = None
) -> dict[str, object]:
    """Give the consequence where splicing stays as it is; places are 1-based."""
    effect, protein, nmd = one
    return {
        "kind": effect.names[0],
        "size": None,
        "frame": _frame(protein),
        "stop": None if protein is None else protein.stop_after,
        "nmd": None if nmd is None else nmd.verdict.value,
        "protein": None if protein is None else protein.hgvs_p or None,
        "sentence": effect.sentence,
        "topic": "coding",
        "transcript_id": effect.transcript_id,
        "gene_symbol": effect.gene_symbol,
        "terms": [{"name": term.name, "accession": term.accession} for term in effect.terms],
        "impact": effect.impact.value,
        "codons": [effect.ref_codons, effect.alt_codons],
        "amino_acids": [effect.ref_amino_acids, effect.alt_amino_acids],
        "protein_position": _range(effect.protein_position),
        "protein_length": effect.protein_length,
        "cds_position": _range(effect.cds_position),
        "cdna_position": _range(effect.cdna_position),
        "exon_number": effect.exon_number,
        "intron_number": effect.intron_number,
        "protein_change": None if protein is None else _protein(protein),
        "nmd_rules": None if nmd is None else _nmd(nmd),
        "why_unknown": effect.why_unknown or None,
        "domains": domain_dicts(domains),
    }


def utr_dict(one: UtrEffect) -> dict[str, object]:
    """Give one effect in an untranslated region or near the start of a transcript."""
    return {
        "kind": one.kind.value,
        "size": None,
        "frame": None,
        "stop": None,
        "nmd": None,
        "protein": None,
        "sentence": one.sentence,
        "topic": "utr",
        "transcript_id": one.transcript_id,
        "gene_symbol": one.gene_symbol,
        "concern": one.concern.value,
        "expected": one.expected.value,
        "strength": one.strength.value if one.strength else None,
        "distance_to_tss": one.distance_to_tss,
        "rule_set": one.rule_set,
        "why_unknown": one.why_unknown or None,
    }


def fasta(name: str, sequence: str) -> str:
    """Give one sequence in FASTA, lines of sixty letters."""
    return "\n".join([f">{name}", *_lines(sequence), ""])


def _lines(sequence: str) -> Iterator[str]:
    for start in range(0, len(sequence), _LINE):
        yield sequence[start : start + _LINE]


def _range(places: tuple[int, int] | None) -> list[int] | None:
    return None if places is None else list(places)


def _frame(protein: ProteinChange | None) -> str | None:
    if protein is None or protein.is_start_lost:
        return None
    return "kept" if protein.is_frame_kept else "shifted"


def _site(site: SiteUse) -> dict[str, object]:
    return {
        "kind": site.kind,
        "pos": site.pos,
        "ref": rounded(site.ref),
        "alt": rounded(site.alt),
        "is_annotated": site.is_annotated,
    }


def _protein(change: ProteinChange) -> dict[str, object]:
    return {
        "first_changed": change.first_changed,
        "n_new": change.n_new,
        "n_lost": change.n_lost,
        "lost_fraction": rounded(change.lost_fraction),
        "is_start_lost": change.is_start_lost,
        "is_stop_lost": change.is_stop_lost,
        "sequence": change.protein or None,
    }


def _nmd(nmd: Nmd) -> dict[str, object]:
    return {
        "rule": nmd.rule or None,
        "biology": nmd.biology.value,
        "to_last_junction": nmd.to_last_junction,
        "sentence": nmd.sentence,
        "cautions": list(nmd.cautions),
    }
