"""Networks of the published sizes with random numbers, once: they run, and how fast."""

import time

import pytest
import torch

from models.language import dnabert, dnabert2, hyenadna, nucleotide_transformer
from models.language.architecture import LoadedNetwork
from models.language.engine import LanguageEngine
from models.regulatory.protocol import AlleleRequest
from tests.models.language.toys import (
    BERT,
    CPU,
    DNABERT2,
    ESM,
    HYENA,
    INFO,
    kmer_vocabulary,
    pair_vocabulary,
    random_bases,
    six_mer_vocabulary,
)

BASE = {
    "hidden_size": 768,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "intermediate_size": 3072,
}
# Sizes of zhihan1996/DNA_bert_6 and DNABERT-2-117M, InstaDeepAI/nucleotide-transformer-v2-50m and
# LongSafari/hyenadna-tiny-1k-seqlen-hf; millions of parameters as published.
NETWORKS = {
    "DNABERT-6": (
        dnabert,
        BERT | BASE | {"vocab_size": 4101, "max_position_embeddings": 512},
        lambda: kmer_vocabulary(6),
        (89, 94),
    ),
    "DNABERT-2": (
        dnabert2,
        DNABERT2 | BASE | {"vocab_size": 4096},
        lambda: pair_vocabulary(4096),
        (117, 121),
    ),
    "NT v2 50M": (
        nucleotide_transformer,
        ESM
        | {
            "hidden_size": 512,
            "num_hidden_layers": 12,
            "num_attention_heads": 16,
            "intermediate_size": 2048,
            "max_position_embeddings": 2050,
            "position_embedding_type": "rotary",
            "add_bias_fnn": False,
        },
        six_mer_vocabulary,
        (52, 57),
    ),
    "HyenaDNA tiny": (
        hyenadna,
        HYENA | {"d_model": 128, "d_inner": 512, "max_seq_len": 1026, "filter_order": 64},
        str,
        (0.4, 0.5),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_of_the_published_size_scores_variants(name, record_property):
    module, config, vocabulary, (fewest, most) = NETWORKS[name]
    torch.manual_seed(0)
    torch.set_num_threads(2)
    network = module.blank(config).eval().requires_grad_(requires_grad=False)
    n_parameters = sum(x.numel() for x in network.parameters()) / 1e6
    assert fewest < n_parameters < most
    loaded = LoadedNetwork(network, module.tokenizer(vocabulary()), module.window(config))
    engine = LanguageEngine(loaded, INFO, CPU)
    requests = [
        AlleleRequest.of(random_bases(1100, seed), "A", "G", random_bases(1100, seed + 50))
        for seed in range(2)
    ]
    start, worked = time.perf_counter(), time.process_time()
    said = [effects for _, effects in engine.score(requests)]
    rate = len(requests) / (time.perf_counter() - start)
    worked = (time.process_time() - worked) / len(requests)
    record_property("millions_of_parameters", round(n_parameters, 1))
    record_property("variants_per_second", round(rate, 2))
    # Says the same on a busy machine.
    record_property("processor_seconds_per_variant", round(worked, 2))
    assert all(one.is_finite for one in said)
