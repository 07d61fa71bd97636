"""A language model as a regulatory engine: three numbers for an allele, and how they came about."""

import importlib
from collections.abc import Iterator, Sequence
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray

from models.device import choose_device, usable_cores
from models.engine import AttentionArrays, AttributionStep, EngineInfo, Method
from models.errors import PackStateError, RequestError
from models.language.architecture import LoadedNetwork
from models.language.attention import base_attention, rolled_out
from models.language.explain import changed_columns, mutagenesis
from models.language.network import AttentionNetwork
from models.language.pairs import AllelePair, allele_pairs
from models.language.reading import CausalReading, MaskedReading, Reading
from models.packs import ImportedSource, PackCard, architecture, engine_digest, usable
from models.packs.trial import WEIGHTS
from models.regulatory.protocol import AlleleRequest, Track, TrackEffects, mean_effects
from models.regulatory.shown import Allele, shown_alleles, shown_arrays
from models.sequence import reverse_complement

LIKELIHOOD, COSINE, L2 = range(3)
TRACKS = (
    Track("log_likelihood_ratio", unit="nats"),
    Track("embedding_cosine", unit="1 - cosine"),
    Track("embedding_l2", unit="Euclidean distance"),
)
"""REF and ALT of the first are log likelihoods, its delta their difference: negative where ALT is the
less likely. The others are distances from REF, which is 0 from itself."""

_PAGE = 64
"""Requests whose windows are looked at together, so that equal ones are evaluated once."""
_FEWEST_NORM = 1e-12


class LanguageEngine:
    """A network and its tokenizer, asked on both strands in the windows of the protocol.

    Attributes
    ----------
    length
        Bases of a window.
    """

    tracks = TRACKS

    def __init__(self, loaded: LoadedNetwork, info: EngineInfo, place: torch.device) -> None:
        self.length = loaded.length
        self.info = info
        self._network = loaded.network
        self._tokenizer = loaded.tokenizer
        self._place = place
        reading = CausalReading if loaded.network.is_causal else MaskedReading
        self._reading: Reading = reading(loaded.network, loaded.tokenizer, place)

    @classmethod
    def load(cls, engine_id: str, *, device: str = "auto", threads: int | None = None) -> Self:
        """Load an imported language model after reading and checking every file of its pack."""
        state = usable(engine_id)
        torch.set_num_threads(max(threads or usable_cores(), 1))
        place = choose_device(device)
        module = importlib.import_module(_module(state.card))
        loaded: LoadedNetwork = module.ARCHITECTURE.load(state.folder / WEIGHTS, place)
        info = EngineInfo(
            engine_id=engine_id,
            name=state.card.title,
            version=state.card.version,
            digest=engine_digest(engine_id),
            precision="float32",
            context_length=loaded.length,
            device=str(place),
            max_distance=0,
        )
        return cls(loaded, info, place)

    @property
    def methods(self) -> tuple[Method, ...]:
        """Mutagenesis; attention rollout where the network has attention."""
        return ("ism", "attention_rollout") if self._attentive is not None else ("ism",)

    def score(self, requests: Sequence[AlleleRequest]) -> Iterator[tuple[int, TrackEffects]]:
        """Yield (index of the request, effects), in order.

        NaN stands where nothing is known of the compared bases.

        Raises
        ------
        RequestError
            A change does not fit into a window.
        """
        for first in range(0, len(requests), _PAGE):
            page = requests[first : first + _PAGE]
            pairs = [list(allele_pairs(request, self.length)) for request in page]
            said = self._compared([pair for of_request in pairs for pair in of_request])
            ends = np.cumsum([len(of_request) for of_request in pairs])
            for number, values in enumerate(np.split(said, ends[:-1])):
                yield first + number, mean_effects([(ref, alt) for ref, alt in values])

    def outputs(self, sequences: Sequence[str]) -> NDArray[np.float32]:
        """Give the log likelihood of whole sequences, mean over both strands, shape (N, 3).

        Of a masked model the pseudo log likelihood with nothing hidden, which does not compare
        with what `score` says. A distance is between two sequences: NaN.
        """
        found = np.full((len(sequences), len(TRACKS)), np.nan, dtype=np.float32)
        if sequences:
            turned = [reverse_complement(one) for one in sequences]
            both = self._reading.whole([*sequences, *turned]).reshape(2, -1)
            found[:, LIKELIHOOD] = both.mean(axis=0)
        return found

    def attribute(
        self, request: AlleleRequest, *, track: int, method: Method = "ism", flank: int = 100
    ) -> Iterator[AttributionStep]:
        """Yield which bases one track rests on, in the window with the change in its middle.

        Raises
        ------
        RequestError
            The change does not fit into a window, or the network has no such explanation.
        """
        if method not in self.methods:
            raise RequestError(
                f"{self.info.name} cannot be explained by {method}.",
                f"Choose one of: {', '.join(self.methods)}.",
            )
        alleles = shown_alleles(request, self.length, flank)
        ((_, effects),) = self.score([request])
        values = (float(effects.ref[track]), float(effects.alt[track]))
        if method == "ism":
            sign = -1 if track == LIKELIHOOD else 1
            yield from mutagenesis(
                alleles, values, lambda pairs: self._effects(pairs, track), sign=sign
            )
            return
        complete = tuple(
            shown_arrays(allele, method, value, self._rolled_out(allele, n_bases, track))
            for allele, value, n_bases in zip(alleles, values, request.change[1:], strict=True)
        )
        total = sum(len(allele.columns) for allele in alleles)
        yield AttributionStep(total, total, complete)

    def attention(self, sequence: str) -> NDArray[np.float32]:
        """Where a sequence looks, as it is read: (layers, heads, L, L), row looks at column.

        Raises
        ------
        RequestError
            The network has no attention, or the table would take too much memory.
        """
        if self._attentive is None:
            raise RequestError(
                f"{self.info.name} has no attention.", "Explain it by in-silico mutagenesis."
            )
        return base_attention(self._attentive, self._tokenizer, sequence, self._place)

    def attention_maps(
        self, request: AlleleRequest, *, flank: int = 100
    ) -> tuple[AttentionArrays, AttentionArrays]:
        """Give where the bases around the change look, REF and ALT, in the window of `attribute`.

        Raises
        ------
        RequestError
            As of `attention`, or the change does not fit into a window.
        """
        ref, alt = (self._map(allele) for allele in shown_alleles(request, self.length, flank))
        return ref, alt

    def _map(self, allele: Allele) -> AttentionArrays:
        shown = slice(allele.columns[0], allele.columns[-1] + 1)
        layers = self.attention(allele.window).mean(axis=1)[:, shown, shown]
        offsets = np.array(allele.offsets, np.int32)
        return AttentionArrays(allele.name, allele.window[shown], offsets, layers)

    @property
    def _attentive(self) -> AttentionNetwork | None:
        return self._network if isinstance(self._network, AttentionNetwork) else None

    def _compared(self, pairs: Sequence[AllelePair]) -> NDArray[np.float32]:
        """What all tracks say of REF and ALT, (N, 2, 3)."""
        found = np.zeros((len(pairs), 2, len(TRACKS)), dtype=np.float32)
        found[:, :, LIKELIHOOD] = self._reading.likelihoods(pairs)
        found[:, 1, COSINE], found[:, 1, L2] = self._distances(pairs)
        return found

    def _distances(
        self, pairs: Sequence[AllelePair]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Cosine and Euclidean distance of the embeddings of REF and ALT, (N,) each."""
        windows = list(dict.fromkeys(one for pair in pairs for one in (pair.ref, pair.alt)))
        embedded = dict(zip(windows, self._reading.embeddings(windows), strict=True))
        ref = np.stack([embedded[pair.ref] for pair in pairs])
        alt = np.stack([embedded[pair.alt] for pair in pairs])
        return cosine_distance(ref, alt), np.linalg.norm(alt - ref, axis=1)

    def _effects(self, pairs: list[AllelePair], track: int) -> NDArray[np.float32]:
        """What one track says of pairs, mean over both strands, (N,)."""
        both = [*pairs, *(pair.turned() for pair in pairs)]
        if track == LIKELIHOOD:
            ref, alt = self._reading.likelihoods(both).T
            said = alt - ref
        else:
            said = self._distances(both)[track - COSINE]
        return np.asarray(said.reshape(2, -1).mean(axis=0))

    def _rolled_out(self, allele: Allele, n_bases: int, track: int) -> NDArray[np.float32]:
        """Attention rollout on the shown columns of an allele of `n_bases`, mean over both strands."""
        if self._attentive is None:
            raise RequestError(f"{self.info.name} has no attention.", "Choose another method.")
        first, last = changed_columns(allele, n_bases)
        length = len(allele.window)
        turned = reverse_complement(allele.window)
        forward, backward = (
            rolled_out(
                self._attentive,
                self._tokenizer,
                window,
                bases if track == LIKELIHOOD else None,
                self._place,
            )
            for window, bases in (
                (allele.window, (first, last)),
                (turned, (length - last, length - first)),
            )
        )
        shown = list(allele.columns)
        return np.asarray((forward + backward[::-1])[shown] / 2, dtype=np.float32)


def cosine_distance(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give 1 minus the cosine of pairs of vectors, (N,) of (N, D) each; computed in float64."""
    a, b = one.astype(np.float64), other.astype(np.float64)
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    cosine = (a * b).sum(axis=1) / np.maximum(norms, _FEWEST_NORM)
    return np.asarray(1 - cosine, dtype=np.float32)


def _module(card: PackCard) -> str:
    if not isinstance(card.source, ImportedSource):
        raise PackStateError(
            f"{card.name} is no imported network.", "Choose one that was imported."
        )
    return architecture(card.source.architecture).module
