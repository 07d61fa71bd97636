"""Engines of the SpliceAI family: their networks, the published protocol, attribution."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import ClassVar, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.cone import DilatedNetwork, on_device
from models.device import choose_device, reduced_type, usable_cores
from models.engine import AttributionStep, EngineInfo, Method, Precision
from models.errors import PackReadError, RequestError
from models.incremental import multiply_adds
from models.packs import PackCard, card, engine_digest, usable
from models.packs.layers import read_layers
from models.splice.ensemble import Alleles, Ensemble
from models.splice.explain import METHODS, explain
from models.splice.layout import allele_layouts
from models.splice.protocol import (
    CONTEXT_LENGTH,
    MAX_DISTANCE,
    Effect,
    SpliceProfile,
    SpliceRequest,
    check_request,
    lay_on_reference,
)
from models.splice.stages import stages
from models.splice.streams import Streams
from models.splice.tiles import Tile, plan_tiles

_NO_END = 1 << 40


class SpliceSiteEngine:
    """A network ensemble that gives every base a probability of being a splice site.

    What differs between the members of the family stands in class attributes and in `network`.

    Attributes
    ----------
    pack
        Name of the pack, and of the engine.
    converter
        How the network files of the pack's card are spelled there.
    classes
        Classes of a network's softmax that are asked for: acceptor and donor.
    masks_gene_body
        Bases outside the gene body are read as N.
    files
        Pattern of the installed network files this engine is made of.
    engine_context
        Bases beyond its outputs that a network reads; of the protocol's window its centre.
    """

    pack: ClassVar[str]
    converter: ClassVar[str]
    classes: ClassVar[range] = range(1, 3)
    masks_gene_body: ClassVar[bool] = True
    files: ClassVar[str] = "*"
    engine_context: ClassVar[int] = CONTEXT_LENGTH

    def __init__(
        self,
        ensemble: Ensemble,
        digest: str,
        *,
        reduced: Ensemble | None = None,
        screening: float | None = None,
    ) -> None:
        if ensemble.context_length != self.engine_context:
            raise PackReadError(
                f"The networks see {ensemble.context_length} bases instead of {self.engine_context}.",
                "Install the pack again.",
            )
        self._ensemble = ensemble
        self._stages = stages(ensemble, reduced, screening)
        pack = card(self.pack)
        self.info = EngineInfo(
            engine_id=pack.name,
            name=pack.title,
            version=pack.version,
            digest=digest,
            precision="float32" if reduced is None else reduced.precision,
            context_length=self.engine_context,
            device=str(ensemble.device),
            max_distance=MAX_DISTANCE,
            screening=screening is not None,
        )

    @classmethod
    def network(cls, layers: Mapping[str, Tensor], track: int = 0) -> DilatedNetwork:
        """Return one network out of the arrays of its file, for the track it belongs to."""
        raise NotImplementedError

    @classmethod
    def track(cls, file_name: str) -> int:
        """Return to which track (tissue) the network of a file belongs."""
        del file_name
        return 0

    @classmethod
    def load(
        cls,
        *,
        device: str = "auto",
        threads: int | None = None,
        precision: Precision = "float32",
        screening: bool = False,
    ) -> Self:
        """Load the installed pack after reading and checking every file of it.

        `precision` reduced means the device's shorter type, float32 where it has none; screening
        needs a record of how much it misses on the pack's card.
        """
        state = usable(cls.pack)
        place = choose_device(device)
        files = [
            item.installs
            for item in state.card.members
            if item.converter == cls.converter and fnmatchcase(item.installs, cls.files)
        ]
        networks = tuple(
            cls.network(read_layers(state.folder / name), cls.track(name)) for name in files
        )
        tracks = tuple(cls.track(name) for name in files)

        def ensemble(dtype: torch.dtype | None) -> Ensemble:
            moved = tuple(on_device(network, place, dtype) for network in networks)
            n_streams = max(threads or usable_cores(), 1)
            return Ensemble(moved, place, n_streams, cls.classes, tracks).with_kernels()

        shorter = reduced_type(place) if precision == "reduced" else None
        return cls(
            ensemble(None),
            engine_digest(cls.pack),
            reduced=None if shorter is None else ensemble(shorter),
            screening=_screening(state.card) if screening else None,
        )

    def score(
        self, requests: Sequence[SpliceRequest], *, distance: int
    ) -> Iterator[tuple[int, SpliceProfile]]:
        """Yield (index of the request, profile), each exactly once, neighbours together.

        Requests whose windows overlap on one contig share the evaluation of REF where that is
        cheaper, and equal ones the whole of it.
        """
        open_ones: dict[int, Alleles | None] = dict.fromkeys(range(len(requests)))
        for stage in self._stages:
            left: dict[int, Alleles | None] = {}
            numbers = list(open_ones)
            for index, found in self._evaluate(stage.ensemble, requests, numbers, distance):
                alleles = stage.completed(open_ones[index], found)
                profile = self._profile(requests[index], alleles, distance)
                if stage.answers(profile):
                    yield index, profile
                else:
                    left[index] = alleles
            open_ones = left

    def _evaluate(
        self,
        ensemble: Ensemble,
        requests: Sequence[SpliceRequest],
        numbers: Sequence[int],
        distance: int,
    ) -> Iterator[tuple[int, Alleles]]:
        """Yield (number, arrays of REF and ALT) of those requests that are numbered."""
        seen = [self._seen(requests[number]) for number in numbers]
        unseen = (CONTEXT_LENGTH - self.engine_context) // 2
        planned: deque[Tile] = deque()

        def tiles() -> Iterator[Tile]:
            for tile in plan_tiles(seen, distance, self._reference_cost, unseen):
                planned.append(tile)
                yield tile

        for found in ensemble.probabilities(tiles()):
            for window, alleles in zip(planned.popleft().windows, found, strict=True):
                for place in window.indices:
                    yield numbers[place], alleles

    def _reference_cost(self, n_out: int) -> int:
        return multiply_adds(self._ensemble.networks[0], n_out)

    def attribute(
        self,
        request: SpliceRequest,
        *,
        distance: int,
        effect: Effect | str,
        site_offset: int,
        method: Method = "ism",
        flank: int = 100,
    ) -> Iterator[AttributionStep]:
        """Explain the probability at one site, in REF and in ALT.

        Parameters
        ----------
        request
            The allele, its window made for `distance`.
        distance
            Bases on each side of `pos` the window was made for.
        effect
            Which of the four; decides whether acceptor or donor is looked at.
        site_offset
            Offset of the affected site from `pos`, within `distance`.
        method
            `ism` (in-silico mutagenesis), `integrated_gradients`, `gradient_x_input` or `saliency`.
        flank
            Bases on each side of the variant that are explained; around a site that lies outside
            them a quarter as many more.
        """
        check_request(request, distance)
        if method not in METHODS:
            raise RequestError(
                f"Splice networks cannot be explained by {method}.",
                f"Choose one of: {', '.join(METHODS)}.",
            )
        if abs(site_offset) > distance:
            raise RequestError(
                f"The site at offset {site_offset} is outside distance {distance}.",
                "Score the variant at a larger distance first.",
            )
        class_index = self._class_of(Effect(effect))
        layouts = allele_layouts(
            self._seen(request), distance=distance, site_offset=site_offset, flank=flank
        )
        with Streams(self._ensemble.n_streams) as streams:
            yield from explain(
                self._ensemble,
                layouts,
                class_index=class_index,
                method=method,
                apply=streams.map,
            )

    def _class_of(self, effect: Effect) -> int:
        """Return the class of the networks' softmax that an effect is about."""
        return 1 + effect.site_row

    def _seen(self, request: SpliceRequest) -> SpliceRequest:
        """Return the request with the gene body this engine looks at."""
        if self.masks_gene_body:
            return request
        pos = len(request.window) if request.place is None else request.place[1]
        return replace(request, body_start_offset=-pos, body_end_offset=_NO_END - pos)

    def _profile(
        self,
        request: SpliceRequest,
        alleles: tuple[NDArray[np.float32], NDArray[np.float32]],
        distance: int,
    ) -> SpliceProfile:
        """Return the profile out of the ensemble's arrays of REF and ALT."""
        ref, alt = self._laid(request, alleles, distance)
        return SpliceProfile(distance, ref, alt)

    def _laid(
        self,
        request: SpliceRequest,
        alleles: tuple[NDArray[np.float32], NDArray[np.float32]],
        distance: int,
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return both arrays in genome direction, ALT laid on REF columns."""
        ref, alt = alleles
        if request.strand == "-":
            ref, alt = ref[:, ::-1], alt[:, ::-1]
        n_ref, n_alt = len(request.ref), len(request.alt)
        laid = lay_on_reference(alt, n_ref=n_ref, n_alt=n_alt, distance=distance)
        return np.ascontiguousarray(ref), laid


def _screening(pack: PackCard) -> float:
    if pack.screening is None:
        raise RequestError(
            f"How much screening with {pack.title} would miss was never measured.",
            "Score without screening, or choose another engine.",
        )
    return pack.screening.threshold
