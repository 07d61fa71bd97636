"""SpliceAI 1.3.1 as published: five networks, acceptor and donor, gene body masked."""

from collections.abc import Mapping
from typing import ClassVar

from torch import Tensor

from models.cone import DilatedNetwork
from models.splice.site_engine import SpliceSiteEngine
from models.splice.spliceai_network import spliceai_network

PACK = "spliceai"


class SpliceAiEngine(SpliceSiteEngine):
    """The ensemble of Jaganathan et al. 2019."""

    pack: ClassVar[str] = PACK
    converter: ClassVar[str] = "keras-h5"

    @classmethod
    def network(cls, layers: Mapping[str, Tensor], track: int = 0) -> DilatedNetwork:
        """Return one network out of the arrays of its file."""
        del track
        return spliceai_network(layers)
