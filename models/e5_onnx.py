"""Writes the encoder of a BERT embedder as an ONNX graph: token embeddings in, one vector of length 1 a text out.

With it a question is embedded in half of PyTorch's time, and the chat starts without importing PyTorch at all
(eval/LOG.md). The table of token embeddings, four fifths of the weights, stays where it is, in the safetensors file
beside the graph: a question needs a dozen of its rows. Vectors are those of sentence-transformers (a test holds that).
"""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from torch import nn

ENCODER: Final = "encoder.onnx"
TABLE: Final = "embeddings.word_embeddings.weight"
"""Name of the token embeddings in the safetensors file, (vocabulary, dimension)."""
OPSET: Final = 17


def export(bert: "nn.Module", path: Path) -> None:
    """Write the encoder with mean pooling and normalisation; `bert` is a transformers BertModel in float32.

    Inputs of the graph: `embeddings`, float32 (texts, tokens, dimension), and `mask`, int64 (texts, tokens), 0 for
    padding. Output: `vectors`, float32 (texts, dimension).
    """
    import torch
    from torch.nn.functional import normalize

    class Encoder(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, embeddings: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            states = self.bert(inputs_embeds=embeddings, attention_mask=mask).last_hidden_state
            counted = mask.unsqueeze(-1).to(states.dtype)
            return normalize((states * counted).sum(1) / counted.sum(1), dim=1)

    dimension = int(bert.config.hidden_size)  # type: ignore[union-attr, arg-type]
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 0, 0]])
    texts, tokens = {0: "texts"}, {0: "texts", 1: "tokens"}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that this exporter is the older one: it needs the fewest packages
        torch.onnx.export(
            Encoder().eval(),
            (torch.zeros(*mask.shape, dimension), mask),
            str(path),
            input_names=["embeddings", "mask"],
            output_names=["vectors"],
            dynamic_axes={"embeddings": tokens, "mask": tokens, "vectors": texts},
            opset_version=OPSET,
            dynamo=False,
        )
