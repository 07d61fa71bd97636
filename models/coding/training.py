"""Training the network: word tables, weights, calibration. Chromosomes never meet across a split.

The hexamer and codon features of a training sequence come from tables without its own chromosome,
so that the network sees them as it will on a transcript that was in no table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from models.coding.features import WordTables, features, longest_frame
from models.coding.hexamers import N_CODONS, N_HEXAMERS, count_words, word_table
from models.coding.network import CodingNetwork, codon_tokens, padded
from models.measures import balance

_BATCH = 64
_RATE = 2e-3
_DECAY = 1e-3


@dataclass(frozen=True, slots=True)
class LabelledSequence:
    """A sequence that is known to hold coding sequence, or known not to.

    Attributes
    ----------
    sequence
        Sense strand, upper case.
    chrom, gene
        Where it lies; genes are resampled as a whole.
    kind
        Class of sequence, as tables name it.
    coding
        0-based half-open bounds of its whole coding sequence, where words are counted in frame;
        None for one that is not counted, such as a piece of another.
    """

    sequence: str
    chrom: str
    gene: str
    kind: str
    is_coding: bool
    coding: tuple[int, int] | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Measured:
    """Sequences as numbers: features (N, 13), tokens of their frames, labels (N,)."""

    values: NDArray[np.float64]
    tokens: tuple[NDArray[np.int64], ...]
    labels: NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Trained:
    """Networks and what they need: tables, mean and spread of each feature (13,)."""

    networks: tuple[CodingNetwork, ...]
    tables: WordTables
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]

    def log_odds(self, measured: Measured) -> NDArray[np.float64]:
        """Mean over the networks, not yet calibrated: (N,)."""
        standard = torch.from_numpy((measured.values - self.mean) / self.spread).float()
        found = np.zeros(len(standard))
        with torch.inference_mode():
            for rows in _by_length(measured.tokens):
                codons = padded([measured.tokens[row] for row in rows])
                given = [network.eval()(codons, standard[rows]) for network in self.networks]
                found[rows] = torch.stack(given).mean(0).double().numpy()
        return found


class WordCounts:
    """Words of coding and other sequence, by chromosome, so that one can be left out."""

    def __init__(self, sequences: Sequence[LabelledSequence]) -> None:
        self._sizes = (6, 3)
        self._counts: dict[str, list[NDArray[np.int64]]] = {}
        for one in sequences:
            self._add(one)

    def tables(self, without: str = "") -> WordTables:
        """Give log-odds of all chromosomes but one."""
        total = _no_counts()
        for chrom, counts in self._counts.items():
            if chrom != without:
                total = [mine + theirs for mine, theirs in zip(total, counts, strict=True)]
        return WordTables(word_table(total[0], total[1], 6), word_table(total[2], total[3], 3))

    def _add(self, one: LabelledSequence) -> None:
        counts = self._counts.setdefault(one.chrom, _no_counts())
        for number, size in enumerate(self._sizes):
            if not one.is_coding:
                counts[2 * number + 1] += count_words(one.sequence, size, 1)
            elif one.coding is not None:
                start, end = one.coding
                counts[2 * number] += count_words(one.sequence[start:end], size, 3)


def _no_counts() -> list[NDArray[np.int64]]:
    return [np.zeros(n, np.int64) for n in (N_HEXAMERS, N_HEXAMERS, N_CODONS, N_CODONS)]


def measured_alike(sequences: Sequence[LabelledSequence], tables: WordTables) -> Measured:
    """Measure sequences with one pair of tables."""
    return _measured(sequences, {one.chrom: tables for one in sequences})


def measured_apart(sequences: Sequence[LabelledSequence], counts: WordCounts) -> Measured:
    """Measure sequences that are in the counts, each with tables without its chromosome."""
    chroms = sorted({one.chrom for one in sequences})
    return _measured(sequences, {chrom: counts.tables(without=chrom) for chrom in chroms})


def _measured(sequences: Sequence[LabelledSequence], tables_of: dict[str, WordTables]) -> Measured:
    values, tokens = [], []
    for one in sequences:
        frame = longest_frame(one.sequence)
        orf = "" if frame is None else one.sequence[frame.start : frame.end]
        values.append(features(one.sequence, frame, tables_of[one.chrom]))
        tokens.append(codon_tokens(orf))
    labels = np.array([one.is_coding for one in sequences], dtype=bool)
    return Measured(np.stack(values), tuple(tokens), labels)


def train(
    measured: Measured, tables: WordTables, *, n_networks: int, n_rounds: int, seed: int
) -> Iterator[Trained | float]:
    """Train networks that differ in their random start; the last value is the result.

    Yields the share of the work done on the way. The same input, seed and version of PyTorch give
    the same networks on one machine: it computes on one thread.
    """
    mean = measured.values.mean(0)
    spread = np.maximum(measured.values.std(0), 1e-6)
    standard = torch.from_numpy((measured.values - mean) / spread).float()
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    networks = []
    try:
        for number in range(n_networks):
            with torch.random.fork_rng(devices=[]):
                torch.manual_seed(seed + number)
                network = CodingNetwork()
                rng = np.random.default_rng(seed + number)
                for done in _rounds(network, measured, standard, rng, n_rounds):
                    yield (number + done) / n_networks
            networks.append(_finished(network, measured))
    finally:
        torch.set_num_threads(threads)
    yield Trained(tuple(networks), tables, mean, spread)


def _rounds(
    network: CodingNetwork,
    measured: Measured,
    standard: torch.Tensor,
    rng: np.random.Generator,
    n_rounds: int,
) -> Iterator[float]:
    labels = torch.from_numpy(measured.labels).float()
    weights = torch.from_numpy(balance(measured.labels) * len(labels)).float()
    batches = _by_length(measured.tokens)
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = n_rounds * len(batches)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    network.train()
    for done in range(n_rounds):
        for place in rng.permutation(len(batches)):
            rows = batches[place]
            given = network(padded([measured.tokens[row] for row in rows]), standard[rows])
            loss = torch.nn.functional.binary_cross_entropy_with_logits(
                given, labels[rows], weights[rows]
            )
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
        yield (done + 1) / n_rounds


def _finished(network: CodingNetwork, measured: Measured) -> CodingNetwork:
    """Note the mean summary of the sequences it was trained on."""
    network.eval()
    total = torch.zeros_like(network.summary_mean)
    with torch.inference_mode():
        for rows in _by_length(measured.tokens):
            total += network.summary(padded([measured.tokens[row] for row in rows])).sum(0)
    network.summary_mean.copy_(total / len(measured.tokens))
    return network


def _by_length(tokens: Sequence[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Put sequences of about one length into a batch: little is padded."""
    order = np.argsort([len(one) for one in tokens], kind="stable")
    return [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
