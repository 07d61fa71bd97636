"""Framepool, APARENT2 and Xpresso in the framework they were made in, for numbers to compare with.

    python keras_twins.py ../shared/weights > utr_networks.keras.tsv

Needs tensorflow-cpu and tf-keras in an environment of its own; no test imports it. Layers, their
order and their arrays come from the published h5 files themselves. What the files hold as compiled
code (lambda layers, one layer class) is not run: it is written here after the sources it was
compiled from, Karollus/5UTR @ 067095b, Modelling/model.py, and johli/aparent-resnet @ b427e89,
aparent/model/aparent_model_plasmid_resnet_var_batch_size_inference_mode.py.
"""

import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import tensorflow as tf
import tf_keras as keras

FILES = {
    "framepool": "utr_model_combined_residual.h5",
    "aparent2": "aparent_all_libs_resnet_no_clinvar_wt_ep_5_var_batch_size_inference_mode_no_drop.h5",
    "xpresso": "human_trainepoch.11-0.426.h5",
}
# network, seed of the sequence, its length, first and last + 1 of unknown bases, mRNA features
ASKED = (
    *(("framepool", seed, n, 0, 0, "") for seed, n in ((1, 50), (2, 25), (3, 7), (4, 100))),
    ("framepool", 5, 231, 100, 110, ""),
    ("framepool", 6, 1000, 0, 0, ""),
    ("framepool", 7, 3, 0, 0, ""),
    ("aparent2", 1, 205, 0, 0, ""),
    ("aparent2", 2, 205, 0, 0, ""),
    ("aparent2", 3, 205, 10, 15, ""),
    ("xpresso", 1, 10500, 0, 0, ""),
    ("xpresso", 2, 10500, 0, 0, ""),
    ("xpresso", 3, 10500, 6000, 6500, ""),
    ("xpresso", 4, 10500, 0, 0, "0.5,-1,1.5,0.25,-0.75,2"),
)


class FrameSliceLayer(keras.layers.Layer):
    def call(self, x):
        turned = tf.reverse(x, axis=[1])
        return [turned[:, frame::3] for frame in range(3)]


def framepool_function(name: str) -> Callable:
    if name.startswith("apply_pad_mask"):
        return lambda pair: pair[0] * tf.expand_dims(pair[1], axis=2)
    return {
        "compute_pad_mask": lambda x: tf.reduce_sum(x, axis=2),
        "pool_avg_frame_conv": lambda pair: (
            tf.reduce_sum(pair[0], axis=1) / tf.reduce_sum(pair[1][..., None], axis=1)
        ),
        "interaction_term": lambda pair: pair[0] * pair[1],
    }[name]


def aparent_function(name: str) -> Callable:
    named = {
        "aparent_expand_lib": lambda x: tf.tile(x[:, None, None, :], (1, 1, 206, 1)),
        "aparent_extend_tensor": lambda x: tf.concat([x, tf.zeros_like(x[:, :, :1])], axis=2),
        "lambda_57": lambda x: tf.nn.softmax(x[:, 0, :, 0], axis=-1),
        "lambda_58": lambda x: tf.reduce_sum(x[:, 80:110], axis=-1, keepdims=True),
    }
    if name in named:
        return named[name]
    is_relu = name.startswith("lambda_")
    return tf.nn.relu if is_relu else lambda pair: pair[0] + pair[1]


def twin(path: Path, function: Callable[[str], Callable]) -> keras.Model:
    """Build a network as the graph in its file says, and give it the arrays of the file."""
    with h5py.File(path) as handle:
        graph = json.loads(handle.attrs["model_config"])["config"]
        layers, tensors = {}, {}
        for told in graph["layers"]:
            name, kind, settings = told["name"], told["class_name"], told["config"]
            if kind == "InputLayer":
                tensors[name, 0, 0] = keras.Input(settings["batch_input_shape"][1:], name=name)
            elif kind == "Lambda":
                layers[name] = keras.layers.Lambda(function(name), name=name)
            elif kind == "FrameSliceLayer":
                layers[name] = FrameSliceLayer(name=name)
            else:
                layers[name] = getattr(keras.layers, kind).from_config(settings)
        connect(graph["layers"], layers, tensors)
        inputs, outputs = (
            [tensors[tuple(one[:3])] for one in graph[key]]
            for key in ("input_layers", "output_layers")
        )
        for name, layer in layers.items():
            group = handle["model_weights"][name]
            arrays = [np.asarray(group[one]) for one in group.attrs["weight_names"]]
            layer.set_weights(arrays)
        return keras.Model(inputs, outputs)


def connect(told, layers, tensors) -> None:
    """Call every layer once for each of its nodes, in the order their inputs allow."""
    waiting = [(one["name"], i, n) for one in told for i, n in enumerate(one["inbound_nodes"])]
    while waiting:
        name, node, sources = waiting.pop(0)
        keys = [tuple(source[:3]) for source in sources]
        if not all(key in tensors for key in keys):
            waiting.append((name, node, sources))
            continue
        found = layers[name]([tensors[key] for key in keys] if keys[1:] else tensors[keys[0]])
        for number, tensor in enumerate(found if isinstance(found, list) else [found]):
            tensors[name, node, number] = tensor


def asked_sequence(seed: int, n_bases: int, first: int, last: int) -> str:
    """Give a random sequence with a stretch of N."""
    chance = random.Random(seed)
    bases = "".join("ACGT"[int(4 * chance.random())] for _ in range(n_bases))
    return bases[:first] + "N" * (last - first) + bases[last:]


def encoded(sequence: str, unknown: float) -> np.ndarray:
    rows = {base: np.eye(4, dtype=np.float32)[row] for row, base in enumerate("ACGT")}
    return np.stack([rows.get(base, np.full(4, unknown, np.float32)) for base in sequence])[None]


def said(network: str, model: keras.Model, sequence: str, features: str) -> list[float]:
    if network == "framepool":
        library = np.array([[0.0, 1.0]])
        padded = [encoded(sequence + "N" * shift, 0.0) for shift in range(3)]
        return [float(model.predict([x, library], verbose=0)[0, 0]) for x in padded]
    if network == "xpresso":
        told = [float(one) for one in features.split(",")] if features else [0.0] * 6
        return [float(model.predict([encoded(sequence, 0.0), np.array([told])], verbose=0)[0, 0])]
    library = np.eye(13)[[11]]
    cuts = model.predict([encoded(sequence, 0.25)[:, None], library], verbose=0)[1][0]
    sums = [cuts[first:last].sum(dtype=np.float64) for first, last in ((77, 127), (0, 205))]
    return [float(np.log(one / (1 - one))) for one in sums]


def main(weights: Path) -> None:
    lines = [
        f"# Written by keras_twins.py with TensorFlow {tf.__version__}; sequences as in asked_sequence.",
        "network\tseed\tbases\tunknown_first\tunknown_last\tfeatures\toutputs",
    ]
    functions = {"framepool": framepool_function, "aparent2": aparent_function, "xpresso": str}
    models = {name: twin(weights / name / file, functions[name]) for name, file in FILES.items()}
    for network, *sequence, features in ASKED:
        found = said(network, models[network], asked_sequence(*sequence), features)
        outputs = ",".join(f"{one:.6f}" for one in found)
        lines.append("\t".join(map(str, (network, *sequence, features, outputs))))
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
