"""The engine of an imported ExPecto: the log fold change of a gene's expression, by tissue.

For research only: the licence of ExPecto forbids diagnosis and treatment.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar, cast

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.engine import Method
from models.errors import RequestError
from models.regulatory.architectures.expecto import AROUND, LENGTH, TSS, Expecto
from models.regulatory.imported import ImportedEngine
from models.regulatory.protocol import AlleleRequest, TrackEffects, mean_effects, window_pairs


class ExpectoEngine(ImportedEngine):
    """Reads the neighbourhood of a start of transcription, in the direction of transcription.

    A request holds 41,800 bases of REF, the first transcribed one at index `TSS`. REF and ALT are
    what the 3,600 bases around the change add to the ln of the expression, as published; their
    difference is the log fold change. `outputs` gives the ln of the expression of whole genes.
    """

    methods: ClassVar[tuple[Method, ...]] = ()

    def score(self, requests: Sequence[AlleleRequest]) -> Iterator[tuple[int, TrackEffects]]:
        """Yield (index of the request, effects), in order.

        Raises
        ------
        RequestError
            A request holds another stretch.
        """
        for number, request in enumerate(requests):
            if len(request.ref_sequence) != LENGTH:
                raise RequestError(
                    f"ExPecto was asked about {len(request.ref_sequence)} bases.",
                    f"It reads {LENGTH}, with the start of transcription at base {TSS + 1}.",
                )
            # The first changed base stands one before the middle, as in the published windows.
            pairs = window_pairs(request, AROUND, shifts=(-1,))
            distance = request.change[0] - TSS
            yield number, mean_effects([self._parts(*pair, distance) for pair in pairs])

    def both_strands(self, x: Tensor) -> Tensor:
        """Give (N, tissues) of whole neighbourhoods; Beluga looks at both strands itself."""
        expression: Tensor = self.network(x)
        return expression

    @torch.inference_mode()
    def _parts(
        self, ref: str, alt: str, distance: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        network = cast("Expecto", self.network)
        x = self.tensor([ref, alt])
        found = network.part(x, torch.tensor([distance, distance], device=x.device)).cpu().numpy()
        return found[0], found[1]
