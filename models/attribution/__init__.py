"""Which bases one probability rests on.

Works on any ensemble of `DilatedNetwork` whose classes are softmaxed, for one class at one
position, always in float32. Sequences here are stranded: as the network reads them.
"""

from models.attribution.gradients import (
    Shares,
    gradient_x_input,
    integrated_gradients,
    saliency,
    shared_out,
    steepest,
)
from models.attribution.mutagenesis import in_silico_mutagenesis
from models.attribution.turns import in_turns
from models.attribution.values import BaseEffects, Mapper, Target, slopes

__all__ = [
    "BaseEffects",
    "Mapper",
    "Shares",
    "Target",
    "gradient_x_input",
    "in_silico_mutagenesis",
    "in_turns",
    "integrated_gradients",
    "saliency",
    "shared_out",
    "slopes",
    "steepest",
]
