"""A laboratory's calibration of an engine as a table for people and as a record to keep."""

import json
from collections.abc import Iterator

from core.domain.calibration import Bin, CalibrationRecord, RegionCalibration
from core.interpret.likelihood import LEAST

METHOD = (
    "likelihood ratio per bin of the largest raw delta; 95 % interval by the log method of Katz "
    "et al., Biometrics 1978;34:469-474; 0.5 added where a bin lacks one kind"
)
_HEAD = ("region", "largest delta", "with effect", "without", "likelihood ratio", "95 % interval")


def calibration_table(record: CalibrationRecord) -> list[str]:
    """Give the lines people read, tab-separated, with all that was not counted at the end."""
    lines = ["\t".join(_HEAD)]
    for region in record.regions:
        lines += _region_lines(region)
    for one in record.not_scored:
        counts = f"{one.n_positive}\t{one.n_negative}"
        lines.append(f"not scored\t{one.reason}\t{counts}\t–\tnot scored does not mean harmless")
    lines += [f"left out\t{reason}\t{n_rows} rows" for reason, n_rows in record.left_out]
    return lines


def calibration_toml(record: CalibrationRecord) -> str:
    """Give the record as TOML; see `models.packs.laboratory` for the reading side."""
    head = {
        "engine": record.engine_id,
        "version": record.engine_version,
        "digest": record.digest,
        "precision": record.precision,
        "distance": record.distance,
        "masked": record.masked,
        "transcript_set": record.transcript_set,
        "reference_digest": record.reference_digest,
        "truth_file": record.truth_file,
        "truth_digest": record.truth_digest,
        "laboratory": record.laboratory,
        "created_at": record.created_at,
        "program_version": record.program_version,
        "method": METHOD,
    }
    parts = [
        "# The laboratory's own calibration, measured on its own variants. It is shown beside the",
        "# scores; no evidence code follows from it.",
        *_pairs(head),
    ]
    for region in record.regions:
        parts += ["", "[[region]]", *_pairs(_region(region))]
        for one in region.bins:
            parts += ["", "[[region.bin]]", *_pairs(_bin(one))]
    for missed in record.not_scored:
        counts = {"positives": missed.n_positive, "negatives": missed.n_negative}
        parts += ["", "[[not_scored]]", *_pairs({"reason": missed.reason, **counts})]
    for reason, n_rows in record.left_out:
        parts += ["", "[[left_out]]", *_pairs({"reason": reason, "rows": n_rows})]
    return "\n".join(parts) + "\n"


def _region_lines(region: RegionCalibration) -> Iterator[str]:
    counts = f"{region.n_positive}\t{region.n_negative}"
    if not region.bins:
        yield (
            f"{region.group}\tany\t{counts}\t–\ttoo few: {LEAST} with and {LEAST} without effect "
            "are needed"
        )
        return
    for one in region.bins:
        where = f"from {one.low:.2f}" + ("" if one.high is None else f" to below {one.high:.2f}")
        known = f"{one.n_positive}\t{one.n_negative}"
        yield f"{region.group}\t{where}\t{known}\t{_ratio(one)}\t{_interval(one)}"


def _ratio(one: Bin) -> str:
    return "–" if one.ratio is None else f"{one.ratio:.3g}"


def _interval(one: Bin) -> str:
    return "–" if one.lower is None or one.upper is None else f"{one.lower:.3g} to {one.upper:.3g}"


def _region(region: RegionCalibration) -> dict[str, object]:
    return {
        "name": region.group.value,
        "positives": region.n_positive,
        "negatives": region.n_negative,
        "has_enough": bool(region.bins),
    }


def _bin(one: Bin) -> dict[str, object]:
    found: dict[str, object] = {"low": one.low, "high": one.high}
    found |= {"positives": one.n_positive, "negatives": one.n_negative}
    found |= {"ratio": one.ratio, "lower": one.lower, "upper": one.upper}
    return {key: value for key, value in found.items() if value is not None}


def _pairs(values: dict[str, object]) -> Iterator[str]:
    """Numbers, true and false, and quoted text are spelled alike in JSON and TOML."""
    for key, value in values.items():
        text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        yield f"{key} = {text}"
