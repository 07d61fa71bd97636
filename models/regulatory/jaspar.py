"""JASPAR: where motifs of transcription factors fit, before and after a change.

Of each motif counts the best place on either strand that overlaps the change. What is told is
-log10 of its p-value: log-odds of a long motif and of a short one cannot be compared, p-values can.
A p-value of 1e-4 is reached by chance about once in 10,000 places and strands; it is not corrected
for the number of places looked at, nor for that of motifs.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, NoReturn, Self

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from models.engine import EngineInfo, Method
from models.errors import RequestError
from models.packs import engine_digest, usable
from models.regulatory.factors import factor_symbol
from models.regulatory.motifs import Codes, Motif, MotifHit, MotifScan
from models.regulatory.protocol import AlleleRequest, Track, TrackEffects
from models.regulatory.scanned import allele_codes, distinct_answers
from models.sequence import base_codes

PACK = "jaspar"

_PAGE = 512
"""Requests between two answers."""
_BASES = 20_000
"""Bases that are looked at together."""


class JasparEngine:
    """1,005 motifs; tracks are named such as `HNF4A_MA0114.5`.

    `motifs` stand in the order of `tracks`.
    """

    methods: ClassVar[tuple[Method, ...]] = ()

    def __init__(self, motifs: Sequence[Motif], info: EngineInfo) -> None:
        self.info = info
        self.motifs = tuple(motifs)
        self.tracks = tuple(_track(one) for one in motifs)
        self._scan = MotifScan(motifs)
        self._flank = self._scan.longest - 1

    @classmethod
    def load(cls, *, device: str = "auto", threads: int | None = None) -> Self:
        """Load the installed pack after checking every file of it; it runs on the CPU always."""
        del device, threads
        state = usable(PACK)
        info = EngineInfo(
            engine_id=PACK,
            name=state.card.title,
            version=state.card.version,
            digest=engine_digest(PACK),
            precision="float32",
            context_length=state.card.context_length,
            device="cpu",
            max_distance=state.card.context_length // 2,
        )
        return cls(read_motifs(state.folder), info)

    def score(self, requests: Sequence[AlleleRequest]) -> Iterator[tuple[int, TrackEffects]]:
        """Yield (index of the request, effects), in order; NaN where only unknown bases are.

        Raises
        ------
        RequestError
            REF or ALT is longer than `models.regulatory.scanned.LONGEST_CHANGE`.
        """
        for first in range(0, len(requests), _PAGE):
            page = [allele_codes(one, self._flank) for one in requests[first : first + _PAGE]]
            stretches = [codes for pair in page for codes in pair]
            said = distinct_answers(stretches, self._around, _BASES)
            for number in range(len(page)):
                ref, alt = said[2 * number], said[2 * number + 1]
                yield first + number, TrackEffects.difference(ref, alt)

    def outputs(self, sequences: Sequence[str]) -> NDArray[np.float32]:
        """Give -log10 p of the best place of each motif in whole sequences, (N, T)."""
        rows = distinct_answers([base_codes(one) for one in sequences], self._anywhere, _BASES)
        return np.array(rows, dtype=np.float32).reshape(len(rows), len(self.tracks))

    def hits(
        self, sequence: str, p_max: float = 1e-4, tracks: Sequence[int] | None = None
    ) -> list[MotifHit]:
        """Give all places where a motif fits with `p_max` or less, the best first."""
        return self._scan.hits(sequence, p_max, tracks)

    def best_hits(
        self, request: AlleleRequest, track: int
    ) -> tuple[MotifHit | None, MotifHit | None]:
        """Give the place that the track rests on in REF, and that in ALT.

        Places are those in the sequences of the request; None where only unknown bases are.
        """
        start, n_ref, n_alt = request.change
        flank = len(self.motifs[track].counts) - 1
        best = []
        for sequence, n in ((request.ref_sequence, n_ref), (request.alt_sequence, n_alt)):
            first = max(start - flank, 0)
            hit = self._scan.best_hit(sequence[first : start + n + flank], track)
            best.append(hit and replace(hit, start=hit.start + first, end=hit.end + first))
        return best[0], best[1]

    def attribute(
        self, request: AlleleRequest, *, track: int, method: Method = "ism", flank: int = 100
    ) -> NoReturn:
        """Refuse: a motif is explained by its logo under the place that it fits."""
        del request, track, method, flank
        raise RequestError(
            "Motifs are not explained base by base.", "Look at where they fit instead."
        )

    def _around(self, codes: Codes) -> NDArray[np.float32]:
        return _strength(self._scan.best(codes, self._flank))

    def _anywhere(self, codes: Codes) -> NDArray[np.float32]:
        return _strength(self._scan.best(codes))


def read_motifs(folder: Path) -> list[Motif]:
    """Give the motifs of the installed pack."""
    counts = load_file(folder / "motifs.safetensors")["counts"]
    with (folder / "motifs.tsv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter="\t"))
    ends = np.cumsum([int(row["length"]) for row in rows])
    return [
        Motif(
            matrix_id=row["id"],
            factor=row["factor"],
            counts=one,
            species=row["species"],
            family=row["family"],
            data_type=row["data_type"],
        )
        for row, one in zip(rows, np.split(counts, ends[:-1]), strict=True)
    ]


def _track(motif: Motif) -> Track:
    return Track(
        name=f"{motif.factor}_{motif.matrix_id}",
        assay=motif.data_type.partition(";")[0].replace(",", "").replace(" ", "_"),
        factor=factor_symbol(motif.factor),
        unit="-log10 p",
        species=motif.species.partition(";")[0],
    )


def _strength(p: NDArray[np.float64]) -> NDArray[np.float32]:
    return np.asarray(-np.log10(p) + 0.0, dtype=np.float32)
