"""Exon scores in the machine-readable shape (DESIGN 4.1): a track with what lies beneath it."""

from core.domain.exon_score import MODULES, TRACK, ExonScore, TissueScore


def exon_score_dict(score: ExonScore) -> dict[str, object]:
    """Give one exon's change of inclusion; an exon as a whole has no REF and ALT value."""
    run = score.run
    return {
        "engine": run.engine_id if run else None,
        "version": run.version if run else None,
        "digest": run.digest if run else None,
        "transcript_id": score.transcript_id,
        "gene_symbol": score.gene_symbol,
        "strand": score.strand,
        "track": TRACK,
        "ref": None,
        "alt": None,
        "delta": round(score.delta_logit_psi, 4),
        "exon_number": score.exon_number,
        "n_exons": score.n_exons,
        "exon_start": score.start,
        "exon_end": score.end,
        "modules": [
            {"track": name, **_values(ref, alt, alt - ref)}
            for name, ref, alt in zip(MODULES, score.ref_modules, score.alt_modules, strict=True)
        ],
        "pathogenicity": round(score.pathogenicity, 4),
        "delta_efficiency": round(score.efficiency, 4),
        "tissues": [_tissue(tissue) for tissue in score.tissues],
        "calibrated": False,
    }


def _tissue(tissue: TissueScore) -> dict[str, object]:
    return {
        "track": tissue.name,
        **_values(tissue.ref, tissue.alt, tissue.delta),
        "reference_psi": _rounded(tissue.reference_psi),
        "delta_psi": _rounded(tissue.delta_psi),
    }


def _values(ref: float, alt: float, delta: float) -> dict[str, object]:
    return {"ref": round(ref, 4), "alt": round(alt, 4), "delta": round(delta, 4)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
