"""The encoder of e5, a BERT with mean pooling and normalisation, as an ONNX graph; made without PyTorch.

Inputs of the graph: `embeddings`, float32 (texts, tokens, dimension), the rows of the table of token embeddings, and
`mask`, int64 (texts, tokens), 0 for padding. Output: `vectors`, float32 (texts, dimension), each of length 1.
"""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from models.e5.weights import Sizes

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

OPSET: Final = 17
IR_VERSION: Final = 8
"""The format of ONNX files that came with that opset, which older runtimes read too."""


def write(sizes: Sizes, state: Mapping[str, NDArray[np.floating]], path: Path) -> None:
    """Write the graph; `state` holds the weights by their names in transformers' BertModel, but for the token table."""
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph(sizes, state)
    graph.build()
    inputs = [
        helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["texts", "tokens", sizes.hidden]),
        helper.make_tensor_value_info("mask", TensorProto.INT64, ["texts", "tokens"]),
    ]
    output = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", sizes.hidden])
    made = helper.make_graph(graph.nodes, "e5", inputs, [output], list(graph.constants.values()))
    model = helper.make_model(
        made, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="ask-declaration"
    )
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString(deterministic=True))


class _Graph:
    """Nodes and constants, in the order in which they are added; each method returns the name of its output."""

    def __init__(self, sizes: Sizes, state: Mapping[str, NDArray[np.floating]]) -> None:
        self._sizes, self._state = sizes, state
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, TensorProto] = {}

    def build(self) -> None:
        """Add everything from `embeddings` and `mask` to `vectors`."""
        states, attended = self._embedded(), self._attended()
        for layer in range(self._sizes.layers):
            states = self._layer(f"encoder.layer.{layer}", states, attended)
        counted = self._add("Cast", "mask", to=1)
        weights = self._add("Unsqueeze", counted, self._ints(2))
        total = self._add("ReduceSum", self._add("Mul", states, weights), self._ints(1), keepdims=0)
        mean = self._add("Div", total, self._add("ReduceSum", weights, self._ints(1), keepdims=0))
        length = self._add("ReduceL2", mean, axes=[1], keepdims=1)
        self._add("Div", mean, self._add("Max", length, self._number(1e-12)), output="vectors")

    def _embedded(self) -> str:
        """Embeddings of tokens, places and the one kind of segment, normalised."""
        tokens = self._add("Slice", self._add("Shape", "embeddings"), self._ints(1), self._ints(2))
        places = self._add("Slice", self._weight("embeddings.position_embeddings.weight"), self._ints(0), tokens)
        kind = self._constant("segment", np.asarray(self._state["embeddings.token_type_embeddings.weight"][0]))
        placed = self._add("Add", self._add("Add", "embeddings", kind), places)
        return self._normalised("embeddings.LayerNorm", placed)

    def _attended(self) -> str:
        """0 for a token and a number that leaves nothing of its softmax for padding, (texts, 1, 1, tokens)."""
        wide = self._add("Unsqueeze", self._add("Cast", "mask", to=1), self._ints(1, 2))
        absent = self._add("Sub", self._number(1.0), wide)
        return self._add("Mul", absent, self._number(float(np.finfo(np.float32).min)))

    def _layer(self, name: str, states: str, attended: str) -> str:
        heads, width = self._sizes.heads, self._sizes.hidden // self._sizes.heads
        apart, joined = self._ints(0, 0, heads, width), self._ints(0, 0, self._sizes.hidden)

        def head(which: str, order: list[int]) -> str:
            linear = self._linear(f"{name}.attention.self.{which}", states)
            return self._add("Transpose", self._add("Reshape", linear, apart), perm=order)

        scores = self._add("MatMul", head("query", [0, 2, 1, 3]), head("key", [0, 2, 3, 1]))
        scaled = self._add("Div", scores, self._number(math.sqrt(width)))
        likely = self._add("Softmax", self._add("Add", scaled, attended), axis=3)
        read = self._add("Transpose", self._add("MatMul", likely, head("value", [0, 2, 1, 3])), perm=[0, 2, 1, 3])
        said = self._linear(f"{name}.attention.output.dense", self._add("Reshape", read, joined))
        states = self._normalised(f"{name}.attention.output.LayerNorm", self._add("Add", said, states))
        inner = self._gelu(self._linear(f"{name}.intermediate.dense", states))
        outer = self._linear(f"{name}.output.dense", inner)
        return self._normalised(f"{name}.output.LayerNorm", self._add("Add", outer, states))

    def _gelu(self, value: str) -> str:
        erf = self._add("Erf", self._add("Div", value, self._number(math.sqrt(2))))
        both = self._add("Mul", value, self._add("Add", erf, self._number(1.0)))
        return self._add("Mul", both, self._number(0.5))

    def _linear(self, name: str, value: str) -> str:
        matrix = self._constant(f"{name}.transposed", np.asarray(self._state[f"{name}.weight"]).T)
        return self._add("Add", self._add("MatMul", value, matrix), self._weight(f"{name}.bias"))

    def _normalised(self, name: str, value: str) -> str:
        weights = self._weight(f"{name}.weight"), self._weight(f"{name}.bias")
        return self._add("LayerNormalization", value, *weights, axis=-1, epsilon=self._sizes.epsilon)

    def _add(self, kind: str, *inputs: str, output: str = "", **attributes: Any) -> str:  # noqa: ANN401
        from onnx import helper

        name = output or f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=f"n{len(self.nodes)}", **attributes))
        return name

    def _weight(self, name: str) -> str:
        return self._constant(name, np.asarray(self._state[name]))

    def _number(self, value: float) -> str:
        return self._constant(f"number {value!r}", np.asarray(value, np.float32))

    def _ints(self, *values: int) -> str:
        return self._constant(f"ints {values}", np.asarray(values, np.int64))

    def _constant(self, name: str, array: NDArray[np.generic]) -> str:
        from onnx import numpy_helper

        if name not in self.constants:
            kind = np.int64 if array.dtype == np.int64 else np.float32
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(array, kind), name)
        return name
