"""Folders of small random networks, as Hugging Face stores them."""

from pathlib import Path

import torch

from tests.models.language.toys import (
    BERT,
    DNABERT2,
    ESM,
    HYENA,
    kmer_vocabulary,
    pair_vocabulary,
    shaken,
    six_mer_vocabulary,
    written,
)
from tests.models.language.twin_dnabert2 import DnaBert2Twin
from tests.models.language.twin_hyenadna import HyenaDnaTwin


def bert(config=BERT):
    import transformers

    torch.manual_seed(2)
    return shaken(transformers.BertForMaskedLM(transformers.BertConfig(**config)))


def esm():
    import transformers

    torch.manual_seed(2)
    return shaken(transformers.EsmForMaskedLM(transformers.EsmConfig(**ESM)))


def folders(root: Path) -> dict[str, tuple[Path, object]]:
    """One folder of each architecture, and the twin that was written there."""
    torch.manual_seed(2)
    twins = {
        "dnabert": (bert(), BERT, kmer_vocabulary(3), "vocab.txt"),
        "dnabert-2": (
            shaken(DnaBert2Twin(DNABERT2)),
            DNABERT2,
            pair_vocabulary(),
            "tokenizer.json",
        ),
        "nucleotide-transformer": (esm(), ESM, six_mer_vocabulary(), "vocab.txt"),
        "hyenadna": (shaken(HyenaDnaTwin(HYENA)), HYENA, "", ""),
    }
    return {
        name: (written(root / name, config, twin.state_dict(), vocabulary, file), twin)
        for name, (twin, config, vocabulary, file) in twins.items()
    }
