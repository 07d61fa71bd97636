"""The second Nucleotide Transformer after its official source.

instadeepai/nucleotide-transformer, `nucleotide_transformer/layers.py` at
dd256f10d923480eb69c9fd1c799d39ce8b53fef (`use_glu_in_ffn` with `ffn_activation_name="swish"` and
`add_bias_fnn=False`): the inner layer maps to twice the width, splits it in two halves and multiplies
the SiLU of the first with the second; neither it nor the one after it has a bias. Places are turned
in, halves of a head with each other, as in the ESM class of the package `transformers`, which is
everything else here. The names are those of the port beside the weights
(InstaDeepAI/nucleotide-transformer-v2-*, `modeling_esm.py`).
"""

from torch import nn
from torch.nn import functional


class SwiGlu(nn.Module):
    def __init__(self, width, inner):
        super().__init__()
        self.inner = inner
        self.dense = nn.Linear(width, 2 * inner, bias=False)

    def forward(self, x):
        both = self.dense(x)
        return functional.silu(both[..., : self.inner]) * both[..., self.inner :]


def gated(settings):
    from transformers import EsmConfig, EsmForMaskedLM

    kept = {k: v for k, v in settings.items() if k not in {"add_bias_fnn", "architectures"}}
    twin = EsmForMaskedLM._from_config(EsmConfig(**kept), attn_implementation="eager")
    width, inner = settings["hidden_size"], settings["intermediate_size"]
    for layer in twin.esm.encoder.layer:
        layer.intermediate = SwiGlu(width, inner)
        layer.output.dense = nn.Linear(inner, width, bias=False)
    return twin
