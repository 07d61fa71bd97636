"""Examples for a network out of a person's files and the reference."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.domain.assembly import canonical_chrom
from core.domain.transcript import Mane, Transcript
from core.errors import InputFileError, UsageError
from core.pipeline.training_ground import Built, Ground, Rows
from core.pipeline.training_regions import interval_examples, signal_examples
from core.pipeline.training_spec import (
    Data,
    EffectsData,
    IntervalsData,
    SequencesData,
    SignalData,
    SitesData,
)
from core.sources.training_tables import number_in, read_table
from models.regulatory.protocol import AlleleRequest, window_pairs
from models.sequence import reverse_complement

ACCEPTOR, DONOR = 1.0, 2.0


def build_examples(data: Data, ground: Ground) -> Built:
    """Cut the examples a plan asks for.

    Raises
    ------
    InputFileError
        A file is missing or damaged.
    UsageError
        No example is found, or gene models are needed.
    """
    if isinstance(data, SitesData):
        found = _sites(data, ground)
    elif isinstance(data, IntervalsData):
        found = interval_examples(data, ground)
    elif isinstance(data, SignalData):
        found = signal_examples(data, ground)
    elif isinstance(data, SequencesData):
        found = _sequences(data, ground)
    else:
        found = _effects(data, ground)
    return found


def _sites(data: SitesData, ground: Ground) -> Built:
    if not ground.transcripts:
        raise UsageError("Splice sites are learned from gene models.", "Name them with --genes.")
    select = [one for one in ground.transcripts if one.mane is Mane.SELECT]
    rows, rng = Rows(), np.random.default_rng(ground.seed)
    for transcript in select or ground.transcripts:
        if len(transcript.exons) > 1:
            _add_windows(rows, transcript, data, ground, rng)
    return rows.built(("acceptor", "donor"))


def _add_windows(
    rows: Rows, transcript: Transcript, data: SitesData, ground: Ground, rng: np.random.Generator
) -> None:
    """Add the windows of a transcript that hold sites, and some or all that hold none."""
    labels = _site_labels(transcript)
    labels = np.pad(labels, (0, -len(labels) % data.window)).reshape(-1, data.window)
    place = (transcript.chrom, transcript.gene_symbol or transcript.transcript_id)
    is_kept: NDArray[np.bool_] = np.any(labels, axis=1)
    if ground.whole.isdisjoint(place):
        n_without = int((~is_kept).sum())
        share = data.background * is_kept.sum() / max(n_without, 1)
        is_kept |= rng.random(len(labels)) < share
        rows.left_out["windows without a site, more than asked for"] += int((~is_kept).sum())
    else:
        is_kept = np.ones_like(is_kept)
    for number in np.flatnonzero(is_kept):
        middle = transcript.start + int(number) * data.window + data.window // 2
        sequence = ground.window(transcript.chrom, middle)
        if sequence is None:
            rows.left_out["windows beyond the known reference"] += 1
        elif transcript.strand == "+":
            rows.add(sequence, labels[number], place)
        else:
            rows.add(reverse_complement(sequence), labels[number, ::-1].copy(), place)


def _site_labels(transcript: Transcript) -> NDArray[np.float32]:
    """Label each base of a transcript in genome direction: first and last bases of inner exon ends."""
    labels = np.zeros(transcript.end - transcript.start, np.float32)
    left, right = (ACCEPTOR, DONOR) if transcript.strand == "+" else (DONOR, ACCEPTOR)
    for number, (start, end) in enumerate(transcript.exons):
        if number > 0:
            labels[start - transcript.start] = left
        if number < len(transcript.exons) - 1:
            labels[end - 1 - transcript.start] = right
    return labels


def _sequences(data: SequencesData, ground: Ground) -> Built:
    rows = Rows()
    for line, row in read_table(data.table, ("sequence", *data.heads)):
        values = [number_in(data.table, line, name, row[name]) for name in data.heads]
        chrom = row.get("chrom") or ""
        group = row.get("group") or chrom
        if not group:
            raise InputFileError(
                data.table,
                f"line {line} says neither chrom nor group.",
                "Without one of them nothing tells which sequences belong together.",
            )
        rows.add(_fitted(row["sequence"].upper(), ground.width), values, (chrom, group))
    return rows.built(data.heads)


def _fitted(sequence: str, width: int) -> str:
    """Cut or fill up a sequence with N around its middle."""
    cut = max((len(sequence) - width) // 2, 0)
    kept = sequence[cut : cut + width]
    left = (width - len(kept)) // 2
    return "N" * left + kept + "N" * (width - len(kept) - left)


def _effects(data: EffectsData, ground: Ground) -> Built:
    rows = Rows()
    columns = ("build", "chrom", "pos", "ref", "alt", "dataset", "value")
    for line, row in read_table(data.table, columns):
        if row["build"].lower() != data.build.lower() or row["dataset"] not in data.datasets:
            rows.left_out["alleles of another build or dataset"] += 1
            continue
        if not _is_sure(data.table, line, row.get("extra") or "", data.least):
            rows.left_out["alleles measured too seldom"] += 1
            continue
        value = number_in(data.table, line, "value", row["value"])
        start = int(number_in(data.table, line, "pos", row["pos"])) - 1
        chrom, ref, alt = canonical_chrom(row["chrom"]), row["ref"].upper(), row["alt"].upper()
        left = ground.reference.fetch(chrom, start - ground.width, start)
        right = ground.reference.fetch(chrom, start + len(ref), start + len(ref) + ground.width)
        if ground.reference.fetch(chrom, start, start + len(ref)) != ref or alt == "-":
            rows.left_out["alleles that differ from the reference"] += 1
            continue
        request = AlleleRequest.of(left, ref, alt, right)
        before, after = window_pairs(request, ground.width)[0]
        rows.add(before, [value], (chrom, row["dataset"]), after)
    return rows.built((data.head,))


def _is_sure(table: Path, line: int, extra: str, least: dict[str, float]) -> bool:
    told = dict(part.split("=", 1) for part in extra.split(";") if "=" in part)
    return all(
        name in told and number_in(table, line, name, told[name]) >= limit
        for name, limit in least.items()
    )
