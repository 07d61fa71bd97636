"""Raw site probabilities of alleles at 4,999 bases, kept in a file so that a run can go on."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from core.domain.score import SpliceTrack
from core.pipeline.annotation import Place, refusal, request_for
from core.pipeline.mapping import splice_track
from models.splice.engine import SpliceEngine
from tests.science.validation.alleles import Allele, Genome
from tests.science.validation.scoring import WIDE

_CHUNK = 24


class TrackFile:
    """What SpliceAI sees at each base from 0.01 on: a line of JSON per allele and gene.

    An allele no gene holds, or that is not scored, has a line without gene.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._tracks: dict[Allele, list[SpliceTrack]] = {}
        for line in path.read_text().splitlines() if path.exists() else ():
            self._take(json.loads(line))

    def has(self, allele: Allele) -> bool:
        """Tell whether an allele was asked."""
        return allele in self._tracks

    def of(self, allele: Allele) -> tuple[SpliceTrack, ...]:
        """Give the tracks of an allele, one per gene."""
        return tuple(self._tracks.get(allele, ()))

    def add(self, allele: Allele, track: SpliceTrack | None) -> None:
        """Append what is seen in one gene, None for nothing."""
        line: dict[str, object] = {"allele": list(allele)}
        if track is not None:
            line |= {
                "transcript": track.transcript_id,
                "strand": track.strand,
                "offsets": track.offsets.tolist(),
                "ref": np.round(track.ref.astype(float), 5).tolist(),
                "alt": np.round(track.alt.astype(float), 5).tolist(),
            }
        with self.path.open("a") as handle:
            handle.write(json.dumps(line) + "\n")
        self._take(line)

    def _take(self, line: dict) -> None:
        chrom, pos, ref, alt = line["allele"]
        tracks = self._tracks.setdefault(Allele(chrom, pos, ref, alt), [])
        if "transcript" in line:
            tracks.append(
                SpliceTrack(
                    transcript_id=line["transcript"],
                    strand=line["strand"],
                    distance=WIDE,
                    is_complete=False,
                    offsets=np.array(line["offsets"], np.int32),
                    ref=np.array(line["ref"], np.float32).reshape(2, -1),
                    alt=np.array(line["alt"], np.float32).reshape(2, -1),
                )
            )


def keep_tracks(
    engine: SpliceEngine, alleles: Sequence[Allele], genome: Genome, tracks: TrackFile
) -> Iterator[int]:
    """Ask for what the file lacks; yields how many of the alleles are done."""
    left = [allele for allele in dict.fromkeys(alleles) if not tracks.has(allele)]
    for first in range(0, len(left), _CHUNK):
        chunk = left[first : first + _CHUNK]
        _keep(engine, chunk, genome, tracks)
        yield len(alleles) - len(left) + first + len(chunk)


def _keep(engine: SpliceEngine, chunk: Sequence[Allele], genome: Genome, tracks: TrackFile) -> None:
    asked = []
    for allele in chunk:
        place = Place(allele.chrom, allele.pos, allele.ref)
        bodies = genome.bodies.at(allele.chrom, allele.pos)
        if refusal(place, genome.reference, WIDE) is not None:
            bodies = ()
        if not bodies:
            tracks.add(allele, None)
        asked += [
            (allele, body, request_for(place, allele.alt, body, genome.reference, WIDE))
            for body in bodies
        ]
    for number, profile in engine.score([request for *_, request in asked], distance=WIDE):
        allele, body, _ = asked[number]
        tracks.add(allele, splice_track(body, profile, is_complete=False))
