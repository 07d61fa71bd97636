"""What a language model says about pairs of windows: likelihoods and distances of embeddings.

**Masked models** (DNABERT, DNABERT-2, Nucleotide Transformer): all tokens that hold a compared base
are hidden at once and guessed from the rest of their own window; the sum of the log probabilities
of the true tokens is the pseudo log likelihood of the allele. For a substitution both alleles see
the same rest, and ALT minus REF is the masked marginal of Meier et al. 2021 (NeurIPS 34, 29287).
Hidden at once, not in turn, because k-mers overlap: one left open would tell the base; DNABERT was
trained with runs of hidden k-mers for the same reason (Ji et al. 2021, doi:10.1093/bioinformatics/btab083).

**Causal models** (HyenaDNA): the log likelihood of the whole window, each base guessed from those
before it; the first has none before it and does not count.

Tokens with N, and special ones, are never counted. The embedding of a window is the mean of its
last hidden states over the tokens of bases.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.device import in_batches
from models.language.network import LanguageNetwork
from models.language.pairs import AllelePair
from models.language.spans import hidden_tokens
from models.language.tokens import Tokenizer, Tokens

BATCH = 32
"""Windows evaluated at once; halved where memory runs out."""

Scores = NDArray[np.float32]


class Reading(Protocol):
    """How a network of one kind is asked."""

    def likelihoods(self, pairs: Sequence[AllelePair]) -> Scores:
        """Log likelihood of REF and of ALT, (N, 2); NaN where no compared base is known."""
        ...

    def embeddings(self, windows: Sequence[str]) -> Scores:
        """Embedding of each window, (N, width)."""
        ...

    def whole(self, windows: Sequence[str]) -> Scores:
        """Log likelihood of each window as a whole, (N,); NaN where no base is known."""
        ...


@dataclass(frozen=True, eq=False, slots=True)
class _Question:
    """A window with hidden tokens, the places that are guessed, and for whom.

    `answers` holds pairs of (place of the answer, true ids at `positions`).
    """

    ids: NDArray[np.int64]
    positions: NDArray[np.intp]
    answers: list[tuple[tuple[int, int], NDArray[np.int64]]] = field(default_factory=list)


class MaskedReading:
    """Asks a network that guesses hidden tokens."""

    def __init__(self, network: LanguageNetwork, tokenizer: Tokenizer, place: torch.device) -> None:
        self._network = network
        self._tokenizer = tokenizer
        self._place = place

    def likelihoods(self, pairs: Sequence[AllelePair]) -> Scores:
        """Pseudo log likelihood of REF and of ALT, (N, 2)."""
        found = np.full((len(pairs), 2), np.nan, dtype=np.float32)
        questions = self._questions(pairs)
        for group in _by_length([one.ids for one in questions]):
            asked = [questions[number] for number in group]
            for sums, _ in in_batches(self._answered, asked, BATCH):
                for place, value in (one for of_question in sums for one in of_question):
                    found[place] = value
        return found

    def embeddings(self, windows: Sequence[str]) -> Scores:
        """Embedding of each window, (N, width)."""
        return np.stack([embedding for _, embedding in self._read(windows)])

    def whole(self, windows: Sequence[str]) -> Scores:
        """Pseudo log likelihood of each window, (N,), nothing hidden.

        One evaluation, as Brandes et al. 2023 (doi:10.1038/s41588-023-01465-0) do for whole
        sequences; such numbers do not compare with those of `likelihoods`.
        """
        return np.array([likelihood for likelihood, _ in self._read(windows)], dtype=np.float32)

    def _questions(self, pairs: Sequence[AllelePair]) -> list[_Question]:
        """Each window with hidden tokens once; alleles of a substitution share theirs."""
        tokens = {w: self._tokenizer.tokens(w) for pair in pairs for w in (pair.ref, pair.alt)}
        questions: dict[tuple[bytes, bytes], _Question] = {}
        for number, pair in enumerate(pairs):
            alleles = (tokens[pair.ref], tokens[pair.alt])
            masks = hidden_tokens(*alleles, pair, overlaps=self._tokenizer.overlaps)
            for allele, (found, hidden) in enumerate(zip(alleles, masks, strict=True)):
                positions = np.flatnonzero(hidden & found.known)
                if not len(positions):
                    continue
                ids = np.where(hidden, self._tokenizer.mask_id, found.ids)
                key = (ids.tobytes(), positions.tobytes())
                question = questions.setdefault(key, _Question(ids, positions))
                question.answers.append(((number, allele), found.ids[positions]))
        return list(questions.values())

    @torch.inference_mode()
    def _answered(
        self, questions: Sequence[_Question]
    ) -> Sequence[list[tuple[tuple[int, int], float]]]:
        """Log probability of each answer to each question."""
        hidden = self._network.hidden(_stacked([one.ids for one in questions], self._place))
        counts = [len(one.positions) for one in questions]
        rows = np.repeat(np.arange(len(questions)), counts)
        guessed = hidden[rows, np.concatenate([one.positions for one in questions])]
        chances = self._network.logits(guessed).log_softmax(-1).cpu().numpy()
        of_question = np.split(chances, np.cumsum(counts)[:-1])
        return [
            [
                (place, float(chance[np.arange(len(ids)), ids].sum()))
                for place, ids in question.answers
            ]
            for question, chance in zip(questions, of_question, strict=True)
        ]

    def _read(self, windows: Sequence[str]) -> list[tuple[float, Scores]]:
        return read_windows(self._network, self._tokenizer, windows, self._place)


class CausalReading:
    """Asks a network that guesses each token from those before it."""

    def __init__(self, network: LanguageNetwork, tokenizer: Tokenizer, place: torch.device) -> None:
        self._network = network
        self._tokenizer = tokenizer
        self._place = place
        self._known: dict[str, tuple[float, Scores]] = {}

    def likelihoods(self, pairs: Sequence[AllelePair]) -> Scores:
        """Log likelihood of the windows of REF and of ALT, (N, 2)."""
        read = self._read([window for pair in pairs for window in (pair.ref, pair.alt)])
        return np.array([value for value, _ in read], dtype=np.float32).reshape(-1, 2)

    def embeddings(self, windows: Sequence[str]) -> Scores:
        """Embedding of each window, (N, width)."""
        return np.stack([embedding for _, embedding in self._read(windows)])

    def whole(self, windows: Sequence[str]) -> Scores:
        """Log likelihood of each window, (N,)."""
        return np.array([likelihood for likelihood, _ in self._read(windows)], dtype=np.float32)

    def _read(self, windows: Sequence[str]) -> list[tuple[float, Scores]]:
        """Read each window once; likelihood and embedding come out of one evaluation."""
        wanted = list(dict.fromkeys(windows))
        new = [window for window in wanted if window not in self._known]
        read = read_windows(self._network, self._tokenizer, new, self._place)
        known = self._known | dict(zip(new, read, strict=True))
        self._known = {window: known[window] for window in wanted}
        return [known[window] for window in windows]


def read_windows(
    network: LanguageNetwork, tokenizer: Tokenizer, windows: Sequence[str], place: torch.device
) -> list[tuple[float, Scores]]:
    """Give log likelihood and embedding of each window, one evaluation each, nothing hidden."""
    tokens = [tokenizer.tokens(window) for window in windows]
    found: dict[int, tuple[float, Scores]] = {}

    @torch.inference_mode()
    def evaluated(batch: Sequence[Tokens]) -> Sequence[tuple[float, Scores]]:
        ids = _stacked([one.ids for one in batch], place)
        hidden = network.hidden(ids)
        likelihood = _likelihoods(network, hidden, ids, batch)
        of_bases = _stacked([one.of_bases for one in batch], place)[..., None]
        means = (hidden * of_bases).sum(1) / of_bases.sum(1)
        return list(zip(likelihood.tolist(), means.cpu().numpy(), strict=True))

    for group in _by_length([one.ids for one in tokens]):
        rows = in_batches(evaluated, [tokens[number] for number in group], BATCH)
        found.update(zip(group, (row for batch, _ in rows for row in batch), strict=True))
    return [found[number] for number in range(len(windows))]


def _likelihoods(
    network: LanguageNetwork, hidden: Tensor, ids: Tensor, batch: Sequence[Tokens]
) -> Tensor:
    """Sum of the log probabilities of all known tokens, (N,)."""
    counted = _stacked([one.known for one in batch], ids.device)
    if network.is_causal:
        hidden, ids, counted = hidden[:, :-1], ids[:, 1:], counted[:, 1:]
    sums = []
    # Sequence by sequence: odds over thousands of words for each token take room.
    for states, true, counts in zip(hidden, ids, counted, strict=True):
        chances = network.logits(states[counts]).double().log_softmax(-1)
        sums.append(chances.gather(-1, true[counts, None]).sum())
    known = counted.any(dim=1)
    return torch.where(known, torch.stack(sums), torch.nan)


def _by_length(rows: Sequence[NDArray[np.int64]]) -> list[list[int]]:
    """Numbers of rows, those of one length together, so that none has to be filled up."""
    groups: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[len(row)].append(number)
    return list(groups.values())


def _stacked(
    rows: Sequence[NDArray[np.int64]] | Sequence[NDArray[np.bool_]], place: torch.device
) -> Tensor:
    return torch.from_numpy(np.stack(rows)).to(place)
