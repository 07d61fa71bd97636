"""Sequences to tokens and back to bases, as each language model was trained to read them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.errors import CheckpointError
from models.sequence import BASES, base_codes

_WORD_LENGTHS = (3, 4, 5, 6)
_N_SPECIAL = 5
_REMEDY = "Take the whole folder of the published checkpoint, its vocabulary included."


@dataclass(frozen=True, eq=False, slots=True)
class Tokens:
    """A sequence as a network reads it.

    Attributes
    ----------
    ids
        Shape (n,), what the network looks up.
    starts, ends
        Shape (n,), the bases a token stands for, 0-based half-open; empty for special tokens.
    known
        Shape (n,): the token stands for bases, none of them N.
    """

    ids: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    known: NDArray[np.bool_]

    @property
    def of_bases(self) -> NDArray[np.bool_]:
        """Shape (n,): false for special tokens."""
        return self.ends > self.starts

    def over(self, start: int, end: int) -> NDArray[np.bool_]:
        """Shape (n,): the token holds a base of `start` to `end`."""
        return self.of_bases & (self.starts < end) & (self.ends > start)


class Tokenizer(Protocol):
    """How a network cuts sequences."""

    @property
    def mask_id(self) -> int:
        """What stands for a hidden token."""
        ...

    @property
    def overlaps(self) -> bool:
        """Every base stands in several tokens."""
        ...

    @property
    def size(self) -> int:
        """How many ids there are."""
        ...

    def tokens(self, sequence: str) -> Tokens:
        """Cut a sequence of A C G T N."""
        ...


class KmerTokenizer:
    """Overlapping k-mers between [CLS] and [SEP]; a k-mer with N is [UNK].

    As DNABERT reads (jerryji1993/DNABERT, `src/transformers/tokenization_dna.py`). `vocabulary`
    gives the ids of all k-mers and of the special tokens.
    """

    overlaps = True

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        special = required(vocabulary, ("[CLS]", "[SEP]", "[UNK]", "[MASK]"))
        self._first, self._last, self._unknown, self.mask_id = special
        self.size = len(vocabulary)
        self.k = self._length_of_words(vocabulary)
        self._ids = np.array(required(vocabulary, kmers(self.k)), dtype=np.int64)

    @staticmethod
    def _length_of_words(vocabulary: Mapping[str, int]) -> int:
        lengths = [k for k in _WORD_LENGTHS if len(vocabulary) == 4**k + _N_SPECIAL]
        if not lengths:
            raise CheckpointError(
                f"A vocabulary of {len(vocabulary)} tokens is none of all 3-, 4-, 5- or 6-mers "
                f"and {_N_SPECIAL} special tokens.",
                _REMEDY,
            )
        return lengths[0]

    def tokens(self, sequence: str) -> Tokens:
        """Cut a sequence; there is none too short, but then no k-mer."""
        n = max(len(sequence) - self.k + 1, 0)
        windows = np.arange(n)[:, None] + np.arange(self.k)
        codes = base_codes(sequence)[windows].astype(np.int64)
        known = (codes < len(BASES)).all(axis=1)
        numbers = np.where(known, codes @ (4 ** np.arange(self.k)[::-1]), 0)
        ids = np.where(known, self._ids[numbers], self._unknown)
        starts = np.arange(n)
        return _between(self._first, ids, starts, starts + self.k, known, self._last)


class SixMerTokenizer:
    """6-mers side by side after <cls>; what is left over before an N or the end, base by base.

    As the Nucleotide Transformer reads (instadeepai/nucleotide-transformer,
    `nucleotide_transformer/tokenizers.py`, `NucleotidesKmersTokenizer`).
    """

    overlaps = False
    k = 6

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._first, self.mask_id = required(vocabulary, ("<cls>", "<mask>"))
        required(vocabulary, (*kmers(self.k), *BASES, "N"))
        self._ids = dict(vocabulary)
        self.size = len(vocabulary)
        self._pieces = re.compile(f"[{BASES}]{{{self.k}}}|[{BASES}N]")

    def tokens(self, sequence: str) -> Tokens:
        """Cut a sequence."""
        pieces = self._pieces.findall(sequence)
        ends = np.cumsum([len(piece) for piece in pieces], dtype=np.int64)
        starts = np.concatenate([[0], ends[:-1]]).astype(np.int64) if pieces else ends
        ids = np.array([self._ids[piece] for piece in pieces], dtype=np.int64)
        known = np.array([piece != "N" for piece in pieces], dtype=bool)
        return _between(self._first, ids, starts, ends, known)


class BaseTokenizer:
    """One token a base, nothing else.

    As HyenaDNA was trained (HazyResearch/hyena-dna, `standalone_hyenadna.py`,
    `CharacterTokenizer`): seven special tokens come first, then A C G T N.
    """

    overlaps = False
    mask_id = 3
    size = 12

    def tokens(self, sequence: str) -> Tokens:
        """Cut a sequence."""
        codes = base_codes(sequence).astype(np.int64)
        starts = np.arange(len(sequence))
        return Tokens(codes + 7, starts, starts + 1, codes < len(BASES))


class PairTokenizer:
    """Pieces of uneven length, put together from frequent pairs (byte pair encoding).

    `description` is the text of a `tokenizer.json`, which the library `tokenizers` reads: data,
    no code.
    """

    overlaps = False

    def __init__(self, description: str) -> None:
        # An optional package, which comes with transformers.
        from tokenizers import Tokenizer as Pieces  # noqa: PLC0415

        try:
            self._pieces = Pieces.from_str(description)
        except Exception as error:
            raise CheckpointError(f"tokenizer.json cannot be read: {error}.", _REMEDY) from error
        vocabulary = self._pieces.get_vocab(with_added_tokens=True)
        required(vocabulary, ("[CLS]", "[SEP]", "[UNK]", *BASES))
        (self.mask_id,) = required(vocabulary, ("[MASK]",))
        self.size = len(vocabulary)
        self._pieces.no_truncation()
        self._pieces.no_padding()

    def tokens(self, sequence: str) -> Tokens:
        """Cut a sequence; what its pieces do not cover stands in no token."""
        found = self._pieces.encode(sequence)
        spans = np.array(found.offsets, dtype=np.int64).reshape(-1, 2)
        special = np.array(found.special_tokens_mask, dtype=bool)
        starts, ends = np.where(special, 0, spans[:, 0]), np.where(special, 0, spans[:, 1])
        n_unknown = np.concatenate([[0], np.cumsum(base_codes(sequence) == len(BASES))])
        known = (ends > starts) & (n_unknown[ends] == n_unknown[starts])
        return Tokens(np.array(found.ids, dtype=np.int64), starts, ends, known)


def kmers(k: int) -> list[str]:
    """All words of k bases, in the order of their letters."""
    return ["".join(letters) for letters in product(BASES, repeat=k)]


def listed(text: str) -> dict[str, int]:
    """Give the ids of a `vocab.txt`: one token a line, numbered from 0."""
    tokens = text.split()
    return {token: number for number, token in enumerate(tokens)}


def required(vocabulary: Mapping[str, int], tokens: Iterable[str]) -> Sequence[int]:
    """Give the ids of tokens that must be there.

    Raises
    ------
    CheckpointError
        One is missing: this is the vocabulary of another model.
    """
    wanted = list(tokens)
    missing = [token for token in wanted if token not in vocabulary]
    if missing:
        raise CheckpointError(
            f"The vocabulary lacks {missing[0]} and {len(missing) - 1} other tokens: it belongs "
            "to another model.",
            _REMEDY,
        )
    return [vocabulary[token] for token in wanted]


def _between(
    first: int,
    ids: NDArray[np.int64],
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    known: NDArray[np.bool_],
    *last: int,
) -> Tokens:
    """Put special tokens around those of the bases."""
    around = (1, len(last))
    return Tokens(
        np.concatenate([[first], ids, np.array(last, dtype=np.int64)]),
        np.pad(starts, around),
        np.pad(ends, around),
        np.pad(known, around),
    )
