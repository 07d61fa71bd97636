"""A scanned region as a file of its own: numbers, a browser track, or a drawing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from core.domain.activity import RegionScan
from core.region import RegionView, strips, unread
from core.report.export import demand_ending, write_text
from core.report.region_scene import region_scene
from core.report.transcript_drawing import scene_svg

SUFFIXES = (".tsv", ".bedgraph", ".svg")
WIDTH = 1_200.0


def demand_scan_file(path: Path) -> None:
    """Refuse a file name whose ending tells no format.

    Raises
    ------
    UsageError
        Naming the endings that are known.
    """
    demand_ending(path, "a scan", SUFFIXES)


def write_scan(scan: RegionScan, view: RegionView, path: Path) -> None:
    """Write a scan; the file's ending chooses the format.

    Raises
    ------
    UsageError
        As `demand_scan_file`.
    ReportNotWrittenError, DiskFullError
        If the file could not be written; nothing partial is left.
    """
    demand_scan_file(path)
    made: dict[str, Callable[[], str]] = {
        ".tsv": lambda: "\n".join(_table(scan)) + "\n",
        ".bedgraph": lambda: "\n".join(_bedgraph(scan)) + "\n",
        ".svg": lambda: _drawing(scan, view),
    }
    write_text(made[path.suffix.lower()](), path)


def _table(scan: RegionScan) -> Iterator[str]:
    """One line for each track and place that is known; positions are 1-based."""
    for one in scan.activities:
        track = one.track
        yield f"# {track.engine_id}:{track.name} {track.version} {track.digest} ({track.unit})"
    yield from (f"# {words}" for words in unread(scan))
    yield "chrom\tpos\tallele\tengine\ttrack\tvalue"
    alternatives = scan.alt.activities if scan.alt else ()
    told = [("REF", one) for one in scan.activities]
    told += [(scan.alt.spelled if scan.alt else "", one) for one in alternatives]
    for allele, one in told:
        for place, value in zip(one.places.tolist(), one.values.tolist(), strict=True):
            if scan.place.start <= place < scan.place.end and not np.isnan(value):
                about = f"{allele}\t{one.track.engine_id}\t{one.track.name}"
                yield f"{scan.place.chrom}\t{place + 1}\t{about}\t{value:.5g}"


def _bedgraph(scan: RegionScan) -> Iterator[str]:
    """One track after the other, REF only; 0-based half-open."""
    yield from (f"# {words}" for words in unread(scan))
    for one in scan.activities:
        track = one.track
        words = f"{track.title} {track.version}, {track.unit}"
        yield f'track type=bedGraph name="{track.engine_id}:{track.name}" description="{words}"'
        for place, value in zip(one.places.tolist(), one.values.tolist(), strict=True):
            if scan.place.start <= place < scan.place.end and not np.isnan(value):
                end = min(place + track.stride, scan.place.end)
                yield f"{scan.place.chrom}\t{place}\t{end}\t{value:.5g}"


def _drawing(scan: RegionScan, view: RegionView) -> str:
    words = "; ".join(f"{one.words} ({one.unit})" for one in strips(scan, view.rules))
    title = f"Predicted regulatory activity of {scan.place.words}"
    return scene_svg(region_scene(view, scan, WIDTH), title, words)
