"""The graphs of the sentence encoder and of the second ear, assembled for onnxruntime.

Six BERT layers (Devlin and others, 2019). The encoder gives the mean of the last layer's tokens, length
1: what sentence-transformers/all-MiniLM-L6-v2 computes (Wang and others, 2020, "MiniLM"; Apache-2.0).
The ear has layers that learned further, and says of each token what it tells of. Only
`bot.language.encoder` and `bot.language.ear` use this, once, when either is prepared.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

_LAYERS, _HEADS, _WIDTH = 6, 12, 384
_EACH = _WIDTH // _HEADS
_EPSILON = 1e-12
_OPSET = 17
_FAR = -1e9
_SCALE = ".scale"
_HEADS_OF_EAR = (
    ("concepts", "concept", "Sigmoid"),
    ("statuses", "status", "Softmax"),
    ("persons", "person", "Softmax"),
)


def write(weights: Path, target: Path) -> None:
    """Write the encoder's graph with 8-bit weights.

    Args:
        weights: the model.safetensors of the model.
        target: the ONNX file to make. Inputs ``ids`` and ``mask`` (int64, batch x tokens), output
            ``sentence`` (float32, batch x 384, each of length 1).
    """
    graph = _Graph(load_file(weights))
    hidden, mask = graph.layers()
    graph.pooled(hidden, mask)
    _save(graph.model({"sentence": ["batch", _WIDTH]}), target)


def write_ear(weights: Path, learned: Path, target: Path) -> None:
    """Write the ear's graph with 8-bit weights.

    Args:
        weights: the model.safetensors of the model, for the embeddings.
        learned: the ear's own layers and heads, as `learning.train` writes them.
        target: the ONNX file to make. Inputs as `write`; outputs ``concepts`` (batch x tokens x concepts,
            0 to 1 each), ``statuses`` and ``persons`` (batch x tokens x classes, adding up to 1) and
            ``intents`` (batch x intents, 0 to 1 each).
    """
    own = unpacked(load_file(learned))
    graph = _Graph({**load_file(weights), **own})
    hidden, mask = graph.layers()
    for name, singular, squash in _HEADS_OF_EAR:
        graph.head(singular, hidden, squash, name)
    graph.attended(hidden, mask)
    sizes = {n: ["batch", "tokens", len(own[f"{s}.bias"])] for n, s, _ in _HEADS_OF_EAR}
    _save(graph.model({**sizes, "intents": ["batch", len(own["intent.bias"])]}), target)


def unpacked(packed: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """The numbers of a file in which matrices are bytes with a scale a row (``NAME.scale``)."""
    scales = {n.removesuffix(_SCALE): s for n, s in packed.items() if n.endswith(_SCALE)}
    return {
        name: values.astype(np.float32) * scales[name][:, None] if name in scales else values
        for name, values in packed.items()
        if not name.endswith(_SCALE)
    }


def _save(model: onnx.ModelProto, target: Path) -> None:
    exact = target.with_suffix(".exact")
    onnx.save(model, exact)
    try:
        quantize_dynamic(exact, target, per_channel=True, weight_type=QuantType.QInt8)
    finally:
        exact.unlink()


class _Graph:
    """Nodes and constants, added one after the other."""

    def __init__(self, weights: dict[str, NDArray[Any]]) -> None:
        self._weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def model(self, outputs: dict[str, list[Any]]) -> onnx.ModelProto:
        """The whole of it, with the shape of each output."""
        graph = helper.make_graph(
            self._nodes,
            "all-MiniLM-L6-v2",
            [
                helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "tokens"])
                for n in ("ids", "mask")
            ],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in outputs.items()],
            list(self._constants.values()),
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)])
        model.ir_version = 8
        onnx.checker.check_model(model)
        return model

    def layers(self) -> tuple[str, str]:
        """The last layer's tokens, and the mask as numbers."""
        mask = self._add("Cast", "mask", to=TensorProto.FLOAT)
        hidden = self._embedded()
        away = self._add("Unsqueeze", self._away(mask), self._ints("heads_and_queries", 1, 2))
        for layer in range(_LAYERS):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, away)
        return hidden, mask

    def pooled(self, hidden: str, mask: str) -> None:
        """The mean over the tokens that are there, brought to length 1."""
        weights = self._add("Unsqueeze", mask, self._ints("last", 2))
        total = self._add("ReduceSum", self._add("Mul", hidden, weights), self._ints("tokens", 1), keepdims=0)
        length = self._add("ReduceL2", total, axes=[1], keepdims=1)
        self._nodes.append(helper.make_node("Div", [total, length], ["sentence"]))

    def head(self, name: str, hidden: str, squash: str, output: str) -> None:
        """What each token is told to be; ``squash`` is Sigmoid (each for itself) or Softmax (one of all)."""
        told = self._linear(name, hidden)
        if squash == "Softmax":
            self._nodes.append(helper.make_node(squash, [told], [output], axis=-1))
        else:
            self._nodes.append(helper.make_node(squash, [told], [output]))

    def attended(self, hidden: str, mask: str) -> None:
        """The intents, from the mean over the tokens, weighted by how much each says of the question."""
        column = self._ints("last", 2)
        told = self._add("Squeeze", self._linear("attention", hidden), column)
        weights = self._add("Softmax", self._add("Add", told, self._away(mask)), axis=-1)
        weighted = self._add("Mul", hidden, self._add("Unsqueeze", weights, column))
        self.head(
            "intent",
            self._add("ReduceSum", weighted, self._ints("tokens", 1), keepdims=0),
            "Sigmoid",
            "intents",
        )

    def _away(self, mask: str) -> str:
        """Zero where a token is, far below where none is."""
        return self._add(
            "Mul", self._add("Sub", self._constant("one", 1.0), mask), self._constant("far", _FAR)
        )

    def _embedded(self) -> str:
        """Words, places and the first segment, added up."""
        tokens = self._add("Slice", self._add("Shape", "ids"), *(self._ints(f"n{n}", n) for n in (1, 2)))
        places = self._add(
            "Slice", self._weight("embeddings.position_embeddings.weight"), self._ints("n0", 0), tokens
        )
        words = self._add("Gather", self._weight("embeddings.word_embeddings.weight"), "ids")
        segments = self._weights["embeddings.token_type_embeddings.weight"]
        both = self._add("Add", places, self._constant("segment", segments[0]))
        return self._normal("embeddings.LayerNorm", self._add("Add", words, both))

    def _layer(self, name: str, hidden: str, away: str) -> str:
        attention = f"{name}.attention"
        queries = self._heads(f"{attention}.self.query", hidden, (0, 2, 1, 3))
        keys = self._heads(f"{attention}.self.key", hidden, (0, 2, 3, 1))
        values = self._heads(f"{attention}.self.value", hidden, (0, 2, 1, 3))
        scores = self._add("MatMul", queries, keys)
        scores = self._add("Div", scores, self._constant("root", float(np.sqrt(_EACH))))
        shares = self._add("Softmax", self._add("Add", scores, away), axis=-1)
        mixed = self._add("Transpose", self._add("MatMul", shares, values), perm=(0, 2, 1, 3))
        mixed = self._add("Reshape", mixed, self._ints("flat", 0, 0, _WIDTH))
        seen = self._added(f"{attention}.output", mixed, hidden)
        inner = self._linear(f"{name}.intermediate.dense", seen)
        return self._added(f"{name}.output", self._gelu(inner), seen)

    def _heads(self, name: str, hidden: str, order: tuple[int, ...]) -> str:
        split = self._add("Reshape", self._linear(name, hidden), self._ints("split", 0, 0, _HEADS, _EACH))
        return self._add("Transpose", split, perm=order)

    def _added(self, name: str, inner: str, outer: str) -> str:
        """A dense layer's output added to what went in, normalised."""
        return self._normal(
            f"{name}.LayerNorm", self._add("Add", self._linear(f"{name}.dense", inner), outer)
        )

    def _linear(self, name: str, inner: str) -> str:
        weight = self._constant(f"{name}.transposed", self._weights[f"{name}.weight"].T)
        return self._add("Add", self._add("MatMul", inner, weight), self._weight(f"{name}.bias"))

    def _normal(self, name: str, inner: str) -> str:
        scale, shift = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self._add("LayerNormalization", inner, scale, shift, axis=-1, epsilon=_EPSILON)

    def _gelu(self, inner: str) -> str:
        bent = self._add("Erf", self._add("Div", inner, self._constant("root_2", float(np.sqrt(2)))))
        half = self._add("Mul", inner, self._constant("half", 0.5))
        return self._add("Mul", half, self._add("Add", bent, self._constant("one", 1.0)))

    def _add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        output = f"v{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, value: NDArray[Any] | float) -> str:
        if name not in self._constants:
            array = np.ascontiguousarray(value, dtype=np.float32)
            self._constants[name] = numpy_helper.from_array(array, name)
        return name

    def _ints(self, name: str, *values: int) -> str:
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(np.array(values, dtype=np.int64), name)
        return name
