"""Track scores of regulatory engines in the machine-readable shape (DESIGN 4.1)."""

from collections.abc import Sequence

from core.domain.regulatory import RegulatoryScore, Tail, TrackChange
from core.report.score_json import neighbours_dict


def regulatory_dicts(scores: Sequence[RegulatoryScore]) -> list[dict[str, object]]:
    """Give one object per track; `n_tracks` tells how many the engine has."""
    found: list[dict[str, object]] = []
    for score in scores:
        run = score.run
        read = score.neighbours
        found += [
            {
                "engine": run.engine_id if run else None,
                "version": run.version if run else None,
                "digest": run.digest if run else None,
                "subject": score.subject,
                "phased_neighbours": None if read is None else neighbours_dict(read),
                "transcript_id": score.transcript_id or None,
                "gene_symbol": score.gene_symbol or None,
                "strand": score.strand or None,
                "track": one.track.name,
                "assay": one.track.assay,
                "cell_type": one.track.cell_type,
                "factor": one.track.factor,
                "unit": one.track.unit,
                "ref": round(one.ref, 4),
                "alt": round(one.alt, 4),
                "delta": round(one.delta, 4),
                "n_tracks": score.n_tracks,
                "calibrated": False,
            }
            for one in score.changes
        ]
    return found


def tail_dict(tail: Tail | None) -> dict[str, object] | None:
    """Give how unusual the largest change is; None where nobody knows what is usual."""
    if tail is None:
        return None
    return {
        "probability": round(tail.probability, 5),
        "share": round(tail.share, 5),
        "n_background": tail.n_background,
        "n_groups": tail.n_groups,
        "among": tail.among,
        "engine": tail.engine_id,
        **_track(tail.strongest),
        "of_interest": tail.of_interest and _track(tail.of_interest),
    }


def _track(change: TrackChange) -> dict[str, object]:
    return {"track": change.track.name, "delta": round(change.delta, 4)}
