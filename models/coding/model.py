"""The trained network as it is kept and used."""

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load, save

from models.coding.features import NAMES, WordTables, features
from models.coding.hexamers import WordTable
from models.coding.kept import NETWORK, KeptManifest, kept
from models.coding.network import CodingNetwork, codon_tokens, padded
from models.coding.orfs import OpenFrame
from models.coding.reading import CodingReading, Cutoffs, FeatureReading
from models.coding.training import Trained

WEIGHTS = "network.safetensors"
READING = "codons"
"""Stands among the features for what the networks read in the codons themselves."""


def weights_of(trained: Trained) -> bytes:
    """Give all arrays of a trained model as safetensors."""
    arrays = {
        f"{number}.{name}": value.contiguous()
        for number, network in enumerate(trained.networks)
        for name, value in network.state_dict().items()
    }
    tables = trained.tables
    plain = {
        "hexamers": tables.hexamers.values,
        "codons": tables.codons.values,
        "mean": trained.mean,
        "spread": trained.spread,
    }
    arrays |= {name: torch.from_numpy(value.copy()) for name, value in plain.items()}
    return bytes(save(arrays))


def trained_from(content: bytes) -> Trained:
    """Read what `weights_of` wrote."""
    arrays = load(content)
    plain = {name: arrays.pop(name).numpy() for name in ("hexamers", "codons", "mean", "spread")}
    networks = []
    for number in range(1 + max(int(name.partition(".")[0]) for name in arrays)):
        network = CodingNetwork()
        mine = f"{number}."
        network.load_state_dict(
            {name.removeprefix(mine): a for name, a in arrays.items() if name.startswith(mine)}
        )
        networks.append(network.eval())
    tables = WordTables(WordTable(plain["hexamers"], 6), WordTable(plain["codons"], 3))
    return Trained(tuple(networks), tables, plain["mean"], plain["spread"])


class NetworkModel:
    """The trained networks with their calibration; one sequence at a time, on the CPU."""

    def __init__(self, manifest: KeptManifest, trained: Trained) -> None:
        self.name = f"{manifest.title} {manifest.digest[:12]}"
        self.cutoffs = Cutoffs(
            manifest.coding_from, manifest.non_coding_below, manifest.cutoffs_source
        )
        self._slope = manifest.numbers["slope"]
        self._intercept = manifest.numbers["intercept"]
        self._trained = trained

    @staticmethod
    def load() -> "NetworkModel":
        """Give the model in the data folder; `PackStateError` and `PackDigestError` as `kept`."""
        manifest, files = kept(NETWORK)
        return NetworkModel(manifest, trained_from(files[WEIGHTS]))

    def read(self, sequence: str, frame: OpenFrame | None) -> CodingReading:
        """Read a transcript; each contribution is the change by one value put to its mean.

        The networks' reading of the codons counts as one feature more, `codons`.
        """
        values = features(sequence, frame, self._trained.tables)
        orf = "" if frame is None else sequence[frame.start : frame.end]
        given = self._slope * self._variants(values, orf) + self._intercept
        whole = float(given[0])
        contributions = [whole - float(one) for one in given[1:]]
        named = zip((*NAMES, READING), (*values, float(len(orf) // 3)), contributions, strict=True)
        return CodingReading(whole, tuple(FeatureReading(*one) for one in named))

    def _variants(self, values: NDArray[np.float64], orf: str) -> NDArray[np.float64]:
        """Log-odds as they are, with each feature at its mean, and with the summary at its mean."""
        trained, n = self._trained, len(NAMES)
        standard = torch.from_numpy((values - trained.mean) / trained.spread).float()
        rows = standard.repeat(n + 2, 1)
        rows[range(1, n + 1), range(n)] = 0.0
        codons = padded([codon_tokens(orf)])
        total = torch.zeros(n + 2, dtype=torch.float64)
        with torch.inference_mode():
            for network in trained.networks:
                summaries = network.summary(codons).repeat(n + 2, 1)
                summaries[-1] = network.summary_mean
                total += network.log_odds(summaries, rows).double()
        found: NDArray[np.float64] = (total / len(trained.networks)).numpy()
        return found
