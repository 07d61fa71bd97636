"""OpenSpliceAI: SpliceAI's network trained anew on MANE transcripts, and its 400-base preview."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from torch import Tensor

from models.cone import DilatedNetwork
from models.splice.ensemble import Ensemble
from models.splice.openspliceai_network import openspliceai_network
from models.splice.site_engine import SpliceSiteEngine

PACK = "openspliceai"


class OpenSpliceAiEngine(SpliceSiteEngine):
    """Five networks of 10,000 bases of context, scored by SpliceAI's protocol."""

    pack: ClassVar[str] = PACK
    converter: ClassVar[str] = "torch-weights"
    files: ClassVar[str] = "network.*"

    @classmethod
    def network(cls, layers: Mapping[str, Tensor], track: int = 0) -> DilatedNetwork:
        """Return one network out of the arrays of its file."""
        del track
        return openspliceai_network(layers)


class OpenSpliceAiPreview(OpenSpliceAiEngine):
    """Five networks that see 400 bases: the same requests and profiles, at once but rougher.

    Of the window of a request they read the centre, 200 bases beyond `distance` on each side.
    """

    files: ClassVar[str] = "preview.*"
    engine_context: ClassVar[int] = 400

    def __init__(
        self,
        ensemble: Ensemble,
        digest: str,
        *,
        reduced: Ensemble | None = None,
        screening: float | None = None,
    ) -> None:
        super().__init__(ensemble, digest, reduced=reduced, screening=screening)
        engine_id = f"{PACK}-400nt"
        self.info = replace(
            self.info,
            engine_id=engine_id,
            name=f"{self.info.name}, 400 nt preview",
            # The pack's digest covers both ensembles: what was scored with one is not the other's.
            digest=hashlib.sha256(f"{engine_id} {digest}".encode("ascii")).hexdigest(),
        )
