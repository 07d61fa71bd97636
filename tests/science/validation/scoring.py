"""Scoring alleles with one engine after the other, kept in files so that a run can go on."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from core.pipeline.annotation import Place, refusal, request_for
from models.runtime import load_engine
from models.splice.engine import SpliceEngine
from models.splice.protocol import SpliceProfile, SpliceRequest
from models.splice.spliceai import SpliceAiEngine
from models.splice.stages import largest_change
from tests.science.validation.alleles import Allele, Genome

WIDE, NARROW = 4_999, 500
DISTANCES = (50, NARROW, WIDE)
_CHUNK = 48


@dataclass(frozen=True, slots=True)
class Task:
    """An allele and the distance it is scored at: smaller ones are cut out of the answer."""

    allele: Allele
    distance: int


@dataclass(frozen=True, slots=True)
class NetworkProfile(SpliceProfile):
    """A profile that also holds the one each network alone would give."""

    alone: tuple[SpliceProfile, ...] = ()


class EachNetwork(SpliceAiEngine):
    """SpliceAI, with the answer of each network beside that of all."""

    @classmethod
    def of(cls, engine: SpliceAiEngine) -> "EachNetwork":
        """Return the engine with each of its networks a track of its own."""
        numbers = tuple(range(len(engine._ensemble.networks)))
        return cls(replace(engine._ensemble, tracks=numbers), engine.info.digest)

    def _profile(
        self,
        request: SpliceRequest,
        alleles: tuple[NDArray[np.float32], NDArray[np.float32]],
        distance: int,
    ) -> NetworkProfile:
        rows = len(self.classes)
        ref, alt = (part.reshape(-1, rows, part.shape[-1]) for part in alleles)
        alone = tuple(
            SpliceProfile(distance, *self._laid(request, pair, distance))
            for pair in zip(ref, alt, strict=True)
        )
        mean = self._laid(request, (ref.mean(axis=0), alt.mean(axis=0)), distance)
        return NetworkProfile(distance, *mean, alone=alone)


class ScoreFile:
    """What one engine said: a TSV with a row per allele and gene.

    Columns: chrom, pos, ref, alt, gene (empty where not scored, then `value` holds the reason),
    distance, number of the network (-1 for all together), value (largest change of any site).
    """

    columns: ClassVar[tuple[str, ...]] = (
        *Allele._fields, "gene", "distance", "network", "value",
    )  # fmt: skip

    def __init__(self, path: Path) -> None:
        self.path = path
        self.values: dict[tuple[Allele, int, int], dict[str, float]] = {}
        self.reasons: dict[Allele, str] = {}
        if not path.exists():
            path.write_text("\t".join(self.columns) + "\n")
        with path.open(newline="") as handle:
            for row in csv.DictReader(handle, delimiter="\t"):
                self._take(row)

    def has(self, task: Task) -> bool:
        """Tell whether a task was answered."""
        return task.allele in self.reasons or (task.allele, task.distance, -1) in self.values

    def get(self, allele: Allele, distance: int, network: int = -1) -> dict[str, float]:
        """Give the largest change by gene; empty where the allele was not scored so."""
        return self.values.get((allele, distance, network), {})

    def largest(self, allele: Allele, distance: int) -> float | None:
        """Give the largest change over the genes, None where the allele was not scored so."""
        return max(self.get(allele, distance).values(), default=None)

    def add(self, rows: Sequence[tuple[str | int | float, ...]]) -> None:
        """Append rows in the order of the columns."""
        with self.path.open("a", newline="") as handle:
            csv.writer(handle, delimiter="\t", lineterminator="\n").writerows(rows)
        for row in rows:
            self._take(dict(zip(self.columns, map(str, row), strict=True)))

    def _take(self, row: dict[str, str]) -> None:
        allele = Allele(row["chrom"], int(row["pos"]), row["ref"], row["alt"])
        if not row["gene"]:
            self.reasons[allele] = row["value"]
            return
        key = (allele, int(row["distance"]), int(row["network"]))
        self.values.setdefault(key, {})[row["gene"]] = float(row["value"])


def splice_engine(engine_id: str, threads: int, device: str = "cpu") -> SpliceEngine:
    """Return a loaded engine; SpliceAI with each network's own answer."""
    engine = load_engine(engine_id, device=device, threads=threads)
    return EachNetwork.of(engine) if isinstance(engine, SpliceAiEngine) else engine


def score_tasks(
    engine: SpliceEngine, tasks: Sequence[Task], genome: Genome, scores: ScoreFile
) -> Iterator[int]:
    """Score what the file lacks; yields how many of the tasks are done."""
    left = [task for task in tasks if not scores.has(task)]
    left.sort(key=lambda task: (-task.distance, task.allele))
    done = len(tasks) - len(left)
    for first in range(0, len(left), _CHUNK):
        chunk = left[first : first + _CHUNK]
        for distance in sorted({task.distance for task in chunk}):
            alleles = [task.allele for task in chunk if task.distance == distance]
            scores.add(list(_score(engine, alleles, distance, genome)))
        done += len(chunk)
        yield done


def _score(
    engine: SpliceEngine, alleles: Sequence[Allele], distance: int, genome: Genome
) -> Iterator[tuple[str | int | float, ...]]:
    asked: list[tuple[Allele, str, SpliceRequest]] = []
    for allele in alleles:
        reason = _reason(allele, distance, genome)
        if reason:
            yield (*allele, "", distance, -1, reason)
            continue
        place = Place(allele.chrom, allele.pos, allele.ref)
        for body in genome.bodies.at(allele.chrom, allele.pos):
            request = request_for(place, allele.alt, body, genome.reference, distance)
            asked.append((allele, body.transcript.gene_symbol, request))
    for number, profile in engine.score([request for *_, request in asked], distance=distance):
        allele, gene, _ = asked[number]
        alone = profile.alone if isinstance(profile, NetworkProfile) else ()
        for network, part in ((-1, profile), *enumerate(alone)):
            for cut in (one for one in DISTANCES if one <= distance):
                value = largest_change(part.within(cut))
                yield (*allele, gene, cut, network, f"{max(value, 0.0):.6f}")


def _reason(allele: Allele, distance: int, genome: Genome) -> str:
    """Say why an allele is not scored; empty where it is."""
    if not genome.bodies.at(allele.chrom, allele.pos):
        return "outside genes"
    refused = refusal(Place(allele.chrom, allele.pos, allele.ref), genome.reference, distance)
    return "" if refused is None else refused.value
