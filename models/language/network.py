"""What every language network offers, and how arrays are put into one."""

from collections.abc import Iterable, Mapping
from typing import Protocol, Self, TypeVar, runtime_checkable

import numpy as np
import torch
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError
from torch import Tensor, nn

from models.errors import CheckpointError, EngineNotInstalledError, RequestError

REMEDY = "Take the whole folder of the published checkpoint, and the architecture it belongs to."

Arrays = Mapping[str, NDArray[np.float32]]

Settings = TypeVar("Settings", bound=BaseModel)
Network = TypeVar("Network", bound=nn.Module)


class LanguageNetwork(Protocol):
    """Tokens in; a vector and a guess for each token out.

    Attributes
    ----------
    is_causal
        A token is guessed from those before it; else from those around it, itself hidden.
    """

    is_causal: bool

    def to(self, place: torch.device, /) -> Self:
        """Move the network."""
        ...

    def hidden(self, ids: Tensor) -> Tensor:
        """Last hidden states, (N, n, width), of N sequences of n tokens."""
        ...

    def logits(self, hidden: Tensor) -> Tensor:
        """Log odds over the vocabulary, (..., vocabulary), of hidden states (..., width)."""
        ...


@runtime_checkable
class AttentionNetwork(LanguageNetwork, Protocol):
    """A language network whose tokens look at each other."""

    def attentions(self, ids: Tensor) -> Tensor:
        """Of one sequence (n,): (layers, heads, n, n); each row adds up to 1."""
        ...


class ReadSettings(BaseModel):
    """Numbers out of a `config.json`; what else stands there, code to load included, is not read."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def validated(settings: type[Settings], config: Mapping[str, object]) -> Settings:
    """Read what a network needs to know from a `config.json`.

    Raises
    ------
    CheckpointError
        Something is missing, or is not what this architecture can be.
    """
    try:
        return settings.model_validate(config)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"])) or "it"
        raise CheckpointError(
            f"config.json does not fit this architecture: {key}: {first['msg']}.", REMEDY
        ) from error


def shapes(network: nn.Module) -> dict[str, tuple[int, ...]]:
    """Give the arrays that make a network what it is, and their shapes."""
    return {
        name: tuple(array.shape)
        for name, array in network.state_dict().items()
        if not name.endswith("inv_freq")  # follows from the settings
    }


def filled(network: Network, arrays: Mapping[str, Tensor]) -> Network:
    """Put arrays into a network of the same names and shapes.

    Raises
    ------
    CheckpointError
        An array is missing, unknown or of another shape.
    """
    demand_shapes(shapes(network), {name: tuple(x.shape) for name, x in arrays.items()})
    network.load_state_dict(dict(arrays), strict=False, assign=True)
    return network.eval().requires_grad_(requires_grad=False)


def demand_shapes(
    expected: Mapping[str, tuple[int, ...]], found: Mapping[str, tuple[int, ...]]
) -> None:
    """Compare arrays with what the configuration asks for; raises `CheckpointError`."""
    for name in [*expected, *found]:
        if name not in found:
            problem = f"The weights lack {name}"
        elif name not in expected:
            problem = f"The weights hold {name}, which this architecture does not have"
        elif expected[name] != found[name]:
            problem = f"{name} has the shape {found[name]}; config.json asks for {expected[name]}"
        else:
            continue
        raise CheckpointError(f"{problem}.", REMEDY)


def needed(raw: Arrays, unused: Iterable[str]) -> dict[str, NDArray[np.float32]]:
    """Leave out arrays by the beginnings of their names; old names of a norm become today's."""
    kept = {name: x for name, x in raw.items() if not name.startswith(tuple(unused))}
    return {
        name.replace("LayerNorm.gamma", "LayerNorm.weight").replace(
            "LayerNorm.beta", "LayerNorm.bias"
        ): x
        for name, x in kept.items()
    }


def demand_places(ids: Tensor, places: int) -> None:
    """Refuse sequences, (..., n), of more tokens than a network has places for."""
    if ids.shape[-1] > places:
        raise RequestError(
            f"The sequence has {ids.shape[-1]} tokens; this network reads {places}.",
            "Ask about a shorter sequence; unknown bases (N) may take one token each.",
        )


def transformers_needed(error: ImportError) -> EngineNotInstalledError:
    """Say what to install where the optional package is not there."""
    return EngineNotInstalledError(
        f"This language model needs a package that is not installed: {error.name}.",
        "Install it beside the program with `pip install 'intronaut[language]'`.",
    )
