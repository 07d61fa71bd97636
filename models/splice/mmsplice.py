"""MMSplice 2.4.0 with the tissues of MTSplice: inclusion of an exon, in REF and in ALT."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.device import choose_device, in_batches, usable_cores
from models.engine import EngineInfo
from models.keras_layers import Layers
from models.packs import card, engine_digest, usable
from models.packs.layers import read_layers
from models.sequence import one_hot
from models.splice.exon_protocol import (
    OVERHANG,
    TISSUE_OVERHANG,
    ExonEffect,
    ExonRequest,
    check_exon_request,
    delta_logit_psi,
    efficiency,
    exon_sequences,
    logit,
    module_sequences,
    pathogenicity,
    tissue_sequences,
)
from models.splice.mmsplice_networks import (
    AcceptorModule,
    DonorModule,
    ExonModule,
    IntronModule,
    TissueNetwork,
)
from models.splice.reference_psi import TISSUES, Exon, read_reference_psi

PACK = "mmsplice"
_MODULE_BATCH = 256
_TISSUE_BATCH = 32
_PAGE = 64
_SITES = (1, 3)
_MODULE_FILES: tuple[tuple[str, Callable[[Layers], nn.Module]], ...] = (
    ("acceptor_intron", IntronModule),
    ("acceptor", AcceptorModule),
    ("exon", ExonModule),
    ("donor", DonorModule),
    ("donor_intron", IntronModule),
)
_N_TISSUE_NETWORKS = 4


class MmSpliceEngine:
    """The five modules of Cheng et al. 2019 and the tissue networks of Cheng et al. 2021.

    Of MTSplice the published release scores ALT alone; here REF is scored too, so that a variant
    without any effect changes no tissue.
    """

    tissues: ClassVar[tuple[str, ...]] = TISSUES

    def __init__(
        self,
        modules: Sequence[nn.Module],
        tissue_networks: Sequence[TissueNetwork],
        place: torch.device,
        digest: str,
        folder: Path,
    ) -> None:
        self._modules = [network.to(place).eval() for network in modules]
        self._tissue_networks = [network.to(place).eval() for network in tissue_networks]
        self._place = place
        self._folder = folder
        pack = card(PACK)
        self.info = EngineInfo(
            engine_id=pack.name,
            name=pack.title,
            version=pack.version,
            digest=digest,
            precision="float32",
            context_length=2 * TISSUE_OVERHANG,
            device=str(place),
            max_distance=OVERHANG,
        )

    @classmethod
    def load(cls, *, device: str = "auto", threads: int | None = None) -> Self:
        """Load the installed pack after reading and checking every file of it."""
        state = usable(PACK)
        torch.set_num_threads(max(threads or usable_cores(), 1))
        folder = state.folder
        return cls(
            [make(read_layers(folder / f"{name}.safetensors")) for name, make in _MODULE_FILES],
            [
                TissueNetwork(read_layers(folder / f"tissues{number}.safetensors"))
                for number in range(_N_TISSUE_NETWORKS)
            ],
            choose_device(device),
            engine_digest(PACK),
            folder,
        )

    def score(self, requests: Sequence[ExonRequest]) -> Iterator[tuple[int, ExonEffect]]:
        """Yield (index of the request, effect), each exactly once, in order.

        Equal sequences are evaluated once, so what an allele leaves alone does not move at all.
        """
        for first in range(0, len(requests), _PAGE):
            page = requests[first : first + _PAGE]
            for request in page:
                check_exon_request(request)
            scored = zip(self._module_scores(page), self._tissue_scores(page), strict=True)
            for number, (modules, tissues) in enumerate(scored):
                yield first + number, _effect(modules, tissues)

    def reference_psi(
        self, assembly: str, exons: Iterable[Exon]
    ) -> dict[Exon, NDArray[np.float32]]:
        """Give the inclusion by tissue in GTEx of those exons its table holds, shape (56,)."""
        return read_reference_psi(self._folder / f"psi.{assembly}.csv.gz", exons)

    def _module_scores(self, requests: Sequence[ExonRequest]) -> list[NDArray[np.float64]]:
        """Scores of shape (2, 5) per request, REF and ALT; the two sites as logits."""
        read = [
            module_sequences(allele)
            for request in requests
            for allele in exon_sequences(request, OVERHANG)
        ]
        scores = np.empty((len(read), len(self._modules)), dtype=np.float64)
        for number, module in enumerate(self._modules):
            found = self._each(module, [row[number] for row in read])
            scores[:, number] = logit(found) if number in _SITES else found
        return list(scores.reshape(len(requests), 2, len(self._modules)))

    def _each(self, module: nn.Module, sequences: Sequence[str]) -> NDArray[np.float32]:
        """One score per sequence; those of one length go together."""
        lengths: dict[int, list[str]] = defaultdict(list)
        for sequence in dict.fromkeys(sequences):
            lengths[len(sequence)].append(sequence)
        found: dict[str, float] = {}
        for group in lengths.values():
            done = 0
            for values, _ in in_batches(partial(self._module_batch, module), group, _MODULE_BATCH):
                found.update(zip(group[done : done + len(values)], values, strict=True))
                done += len(values)
        return np.array([found[sequence] for sequence in sequences], dtype=np.float32)

    def _module_batch(self, module: nn.Module, sequences: Sequence[str]) -> Sequence[float]:
        values: list[float] = self._run(module, self._arrays(sequences)).tolist()
        return values

    def _tissue_scores(self, requests: Sequence[ExonRequest]) -> list[NDArray[np.float32]]:
        """Scores of shape (2, 56) per request, REF and ALT."""
        read = [
            tissue_sequences(allele)
            for request in requests
            for allele in exon_sequences(request, TISSUE_OVERHANG)
        ]
        found: dict[tuple[str, str], NDArray[np.float32]] = {}
        distinct = list(dict.fromkeys(read))
        for rows, _ in in_batches(self._tissue_batch, distinct, _TISSUE_BATCH):
            done = len(found)
            found.update(zip(distinct[done : done + len(rows)], rows, strict=True))
        return [
            np.stack((found[ref], found[alt]))
            for ref, alt in zip(read[::2], read[1::2], strict=True)
        ]

    def _tissue_batch(self, ends: Sequence[tuple[str, str]]) -> Sequence[NDArray[np.float32]]:
        acceptors = self._arrays([acceptor for acceptor, _ in ends])
        donors = self._arrays([donor for _, donor in ends])
        outputs = [self._run(network, acceptors, donors) for network in self._tissue_networks]
        return list(np.mean(outputs, axis=0, dtype=np.float32))

    def _arrays(self, sequences: Sequence[str]) -> Tensor:
        return torch.from_numpy(np.stack([one_hot(one) for one in sequences])).to(self._place)

    @torch.inference_mode()
    def _run(self, network: nn.Module, *inputs: Tensor) -> NDArray[np.float32]:
        found: NDArray[np.float32] = network(*inputs).cpu().numpy()
        return found


def _effect(modules: NDArray[np.float64], tissues: NDArray[np.float32]) -> ExonEffect:
    ref, alt = modules
    return ExonEffect(
        ref_modules=ref,
        alt_modules=alt,
        delta_logit_psi=delta_logit_psi(ref, alt),
        pathogenicity=pathogenicity(ref, alt),
        efficiency=efficiency(ref, alt),
        tissue_ref=tissues[0],
        tissue_alt=tissues[1],
    )
