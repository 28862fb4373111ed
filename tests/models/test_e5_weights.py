"""The packed 4-bit file: read right, and refused in words when it is wrong."""

import struct
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.e5.weights import PackedE5
from models.errors import ModelError

SIZES = {"hidden": 32, "layers": 2, "heads": 4, "inner": 64, "vocabulary": 5, "positions": 8, "types": 2}
LINEAR = {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32), "fi": (64, 32), "fo": (32, 64)}


def shapes():
    """Every tensor's name and shape; two dimensions of a weight mean 4 bits."""
    yield "emb.word", (5, 32), True
    yield "emb.pos", (8, 32), False
    yield "emb.type", (2, 32), False
    yield "emb.ln.w", (32,), False
    yield "emb.ln.b", (32,), False
    for layer in range(2):
        for name, shape in LINEAR.items():
            yield f"l{layer}.{name}.w", shape, True
            yield f"l{layer}.{name}.b", shape[:1], False
        for name in ("aln", "oln"):
            yield f"l{layer}.{name}.w", (32,), False
            yield f"l{layer}.{name}.b", (32,), False


def pack(changes=None, header=None, pad=1, magic=b"E5S1", version=1, block=32, epsilon=1e-12):
    """A packed file of random tensors, and the tensors, computed weight by weight."""
    changes, random = changes or {}, np.random.default_rng(7)
    head = magic + struct.pack("<I7ifi", version, *{**SIZES, **(header or {})}.values(), epsilon, block)
    head += struct.pack("<5iQ", 3, 0, 2, pad, 3, 4) + struct.pack("<4I3f", 0, 1, 2, 4, -1, -2, -3) + b"abcd"
    head += struct.pack("<iI", 1, 9) + bytes(9)
    tensors, data, truth = [], b"", {}
    for name, shape, quantised in shapes():
        if quantised:
            raw, truth[name] = pack_q4(random, shape)
        else:
            truth[name] = random.standard_normal(shape).astype(np.float32)
            raw = truth[name].tobytes()
        tensors.append([name, int(quantised), int(np.prod(shape)), len(data), len(raw)])
        data += raw
    tensors = [
        [*entry[:1], *changes.get(entry[0], entry[1:])] for entry in tensors if changes.get(entry[0], 1) != "gone"
    ]
    directory_size = 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in tensors)
    base = len(head) + directory_size
    directory = struct.pack("<i", len(tensors)) + b"".join(
        struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, base + start, size)
        for name, kind, count, start, size in tensors
    )
    return head + directory + data, truth


def pack_q4(random, shape):
    rows, columns = shape
    raw, weights = b"", np.zeros(shape, np.float32)
    for row in range(rows):
        for first in range(0, columns, 32):
            scale, codes = np.float16(random.uniform(-1, 1)), random.integers(0, 16, 32)
            raw += scale.tobytes() + bytes(int(codes[j]) | int(codes[j + 16]) << 4 for j in range(16))
            weights[row, first : first + 32] = [np.float32(scale) * (int(code) - 8) for code in codes]
    return raw, weights


PACKED, TRUTH = pack()


@pytest.fixture
def written(tmp_path):
    def write(data):
        path = tmp_path / "packed.bin"
        path.write_bytes(data)
        return path

    return write


def test_every_weight_is_read_as_it_was_packed(written):
    packed = PackedE5(written(PACKED))
    assert {**asdict(packed.sizes), "epsilon": 0} == {**SIZES, "epsilon": 0, "pad_id": 1}
    assert packed.sizes.epsilon == np.float32(1e-12)
    state = dict(packed.state())
    names = {
        "embeddings.word_embeddings.weight": "emb.word",
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.LayerNorm.weight": "emb.ln.w",
        "embeddings.LayerNorm.bias": "emb.ln.b",
        "encoder.layer.0.attention.self.query.weight": "l0.q.w",
        "encoder.layer.0.attention.self.key.bias": "l0.k.b",
        "encoder.layer.0.attention.self.value.weight": "l0.v.w",
        "encoder.layer.1.attention.output.dense.weight": "l1.ao.w",
        "encoder.layer.1.attention.output.LayerNorm.bias": "l1.aln.b",
        "encoder.layer.1.intermediate.dense.weight": "l1.fi.w",
        "encoder.layer.1.output.dense.weight": "l1.fo.w",
        "encoder.layer.1.output.LayerNorm.weight": "l1.oln.w",
    }
    for name, short in names.items():
        np.testing.assert_array_equal(state[name], TRUTH[short], err_msg=name)
    first = TRUTH["emb.type"][0]
    np.testing.assert_array_equal(state["embeddings.token_type_embeddings.weight"], [first, first])
    assert len(state) == 5 + 2 * 16
    assert {array.dtype for array in state.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ({"magic": b"GGUF"}, r"begins with b'GGUF', not b'E5S1'"),
        ({"version": 2}, "its version is 2, not 1"),
        ({"block": 64}, "its blocks have 64 weights, not 32"),
        ({"header": {"layers": 0}}, "layers is 0"),
        ({"header": {"vocabulary": -1}}, "vocabulary is -1"),
        ({"header": {"vocabulary": 2**30}}, "vocabulary is 1073741824"),
        ({"header": {"heads": 5}}, "32 hidden units do not divide among 5 heads"),
        ({"header": {"hidden": 36}}, "rows of 36 do not divide into blocks"),
        ({"header": {"vocabulary": 6}}, "tensor emb.word has .* not "),
        ({"header": {"layers": 3}}, "tensor l2.q.w is missing"),
        ({"epsilon": float("nan")}, "epsilon is nan"),
        ({"pad": 5}, "the padding token 5 is not among 5"),
        ({"changes": {"l1.q.b": "gone"}}, "tensor l1.q.b is missing"),
        ({"changes": {"emb.pos": (1, 256, 0, 144)}}, "tensor emb.pos has .* not "),
        ({"changes": {"emb.pos": (0, 256, 0, 100)}}, "tensor emb.pos has .* not "),
        ({"changes": {"emb.pos": (0, 256, 10**9, 1024)}}, "tensor emb.pos ends at byte .* after its end"),
        ({"changes": {"emb.pos": (0, 256, 2**63, 1024)}}, "tensor emb.pos ends at byte .* after its end"),
    ],
)
def test_what_is_wrong_is_said(written, options, complaint):
    path = written(pack(**options)[0])
    with pytest.raises(ModelError, match=f"packed.bin is not a packed e5 model.*{complaint}.*models.fetch embedder"):
        dict(PackedE5(path).state())


def test_a_weight_that_is_no_number_is_refused(written):
    at = PACKED.index(TRUTH["emb.pos"].tobytes())
    with pytest.raises(ModelError, match=r"emb\.pos has values that are not numbers"):
        dict(PackedE5(written(PACKED[:at] + struct.pack("<f", float("inf")) + PACKED[at + 4 :])).state())


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("packed") / "packed.bin"


@settings(deadline=None)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_anywhere_is_refused(path, share):
    path.write_bytes(PACKED[: int(share * len(PACKED))])
    with pytest.raises(ModelError):
        dict(PackedE5(path).state())


@settings(deadline=None)
@given(at=st.integers(0, 400), value=st.binary(min_size=1, max_size=8))
def test_bytes_changed_in_the_header_are_refused_or_harmless(path, at, value):
    path.write_bytes(PACKED[:at] + value + PACKED[at + len(value) :])
    try:
        state = dict(PackedE5(path).state())
    except ModelError:
        return
    assert all(np.isfinite(array).all() for array in state.values())
