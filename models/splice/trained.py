"""A splice network that was trained on this computer, scored by SpliceAI's protocol."""

from collections.abc import Mapping
from typing import ClassVar, Self, cast

from torch import Tensor

from models.cone import DilatedNetwork
from models.engine import Precision
from models.splice.openspliceai_network import openspliceai_network
from models.splice.site_engine import SpliceSiteEngine

CONTEXT = 400


class TrainedSpliceEngine(SpliceSiteEngine):
    """One network with 400 bases of context, of the pack it is told."""

    converter: ClassVar[str] = "safetensors"
    engine_context: ClassVar[int] = CONTEXT

    @classmethod
    def load(  # type: ignore[override] # one class for every trained pack, so it is told which
        cls,
        engine_id: str,
        *,
        device: str = "auto",
        threads: int | None = None,
        precision: Precision = "float32",
        screening: bool = False,
    ) -> Self:
        """Load a trained network after reading and checking every file of its pack."""
        made = cast("type[Self]", type(cls.__name__, (cls,), {"pack": engine_id}))
        return super(TrainedSpliceEngine, made).load(
            device=device, threads=threads, precision=precision, screening=screening
        )

    @classmethod
    def network(cls, layers: Mapping[str, Tensor], track: int = 0) -> DilatedNetwork:
        """Return the network out of the arrays of its file."""
        del track
        return openspliceai_network(layers)
