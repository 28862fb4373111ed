"""Does the text answer this question? Small regressions over named signals, before a word is written.

A signal is a number (how alike the passage is, how far the best one stands out, how many of the question's words the
text lacks) or a vector: the question's embedding, which tells what kind of detail it asks for; its product with the
passage's, where they agree; the LLM's hidden states after reading both. None costs a token. What became of the pairs
that are like this one (rag/answerability/rbf.py) counts as a signal too. The weights are plain numbers, made by `python
-m training.gate`: rag/weights/gate.json with rag/weights/gate.safetensors for one LLM, rag/gate-any.* for all others.
Knows no LLM and no index.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from index.language.transliteration import is_known_name, named
from index.language.words import Word, fold, is_proper_noun, words
from models.errors import AskError
from rag.answerability.logistic import Features, LogisticHead, finite, load, sigmoid
from rag.answerability.rbf import RbfHead
from rag.types import GateReport
from rag.verification.support import PROPOSALS, PROPOSING, is_covered, proposers
from rag.weights import FOLDER as WEIGHTS_FOLDER

WEIGHTS = WEIGHTS_FOLDER / "gate.json"
"""Weights for the LLM that they were fitted with; its hidden states tell most."""
WEIGHTS_ANY = WEIGHTS_FOLDER / "gate-any.json"
"""Weights for every other LLM: without hidden states, and so much the weaker."""
KERNEL_FEATURES = ("near_passage", "near_text")
"""The radial terms of the two regressions, told by the file beside theirs."""


NO_LLM = ""
"""In place of an LLM's name, where none has read the passage."""


class GateError(AskError):
    """rag/weights/gate.json is missing or not what `python -m training.gate` writes."""


_ABOUT = re.compile(
    r"(?<!\w)(?:что (?:сказано|говорится|говорят|сказали|решили)|what (?:does|did) \w+ \w+ say|what is said)"
    r"(?: в \w+)? (?:об?|обо|про|насч[её]т|about|on|of) (.+)",
    re.IGNORECASE,
)
"""A question that asks for no detail, only for what the text says about something."""


def oov_terms(asked: Iterable[Word], there: frozenset[str]) -> dict[str, float]:
    """How much of a question's content words a text lacks in any form: share of all, and whether a name, a number."""
    content = [word for word in asked if word.is_content]
    lacking = [word for word in content if word.forms.isdisjoint(there)]
    return {
        "absent": len(lacking) / max(1, len(content)),
        "absent_name": float(any(word.is_proper for word in lacking)),
        "absent_number": float(any(word.text.isdigit() for word in lacking)),
    }


def unsupported_entities(asked: Iterable[Word], there: Sequence[Word]) -> dict[str, float]:
    """Whether a question names something, or a place, that the passage does not: the wrong country's initiative."""
    lacking = [word for word in asked if word.is_proper and word.is_content and not is_covered(word, there)]
    return {"unnamed": float(bool(lacking)), "unnamed_place": float(any(map(_is_place, lacking)))}


def _is_place(word: Word) -> bool:
    """Whether a name is that of a place or a person, as far as dictionaries tell."""
    return is_proper_noun(fold(word.text)) or is_known_name(fold(word.text))


_PROPOSES = (
    PROPOSING
    | PROPOSALS
    | frozenset("идея propose proposed suggest suggested initiate initiated proposal initiative idea".split())
)
_BESIDE = _PROPOSES | frozenset("президент глава лидер сторона president leader head".split())
"""What stands beside the name of one who proposes."""
_BETWEEN = frozenset("of the republic республика".split())


def claimed_actors(asked: Sequence[Word]) -> list[Word]:
    """Whose proposal a question says that something is: «выдвинула Норвегия», "the initiative of Norway"."""
    if all(word.forms.isdisjoint(_PROPOSES) for word in asked):
        return []
    theirs = []
    for at, word in enumerate(asked):
        if word.is_proper and not word.text.isupper() and _is_place(word):
            before = [other for other in asked[:at] if other.forms.isdisjoint(_BETWEEN)][-1:]
            beside = [*before, *asked[at + 1 : at + 2]]
            if any(not other.forms.isdisjoint(_BESIDE) for other in beside):
                theirs.append(word)
    return theirs


def is_misattributed(asked: Sequence[Word], passage: Sequence[Word], text: Sequence[Word]) -> bool:
    """Whether a question ascribes a proposal to somebody where the passage, which says whose it is, names others alone.

    Only names that the whole text has count: a capital may stand for a country that the text names otherwise.
    """
    theirs, ours = [word for word in claimed_actors(asked) if _names(word, text)], proposers(passage)
    return bool(theirs and ours) and not any(_names(word, ours) for word in theirs)


def _names(word: Word, there: Sequence[Word]) -> bool:
    """Whether a Russian text has a name, Russian or English."""
    return is_covered(word, there) or (word.text.isascii() and named(word.text, there))


def covers_topic(question: str, text: str) -> bool:
    """Whether the question only asks what is said about something, and a text in its language speaks of all of that."""
    asked = _ABOUT.search(question)
    there = words(text)
    topic = [word for word in words(asked[1]) if word.is_content] if asked else []
    return bool(topic) and all(is_covered(word, there) for word in topic)


@dataclass(frozen=True, slots=True)
class Gate:
    """Two regressions over the same signals, and two least probabilities.

    `passage` tells whether a passage is the one that answers: the likeliest is answered from. `text` tells, from that
    passage's signals, whether the text holds an answer at all: below `threshold` a question is refused. Below `sure` it
    is refused as well where no generated sentence holds; above it the best passage is quoted then. One regression for
    both does neither well (eval/LOG.md). `radial` tells the signals of NEAR, where they are weighed.
    """

    llm: str
    passage: LogisticHead
    text: LogisticHead
    threshold: float
    quote_threshold: float
    radial: RbfHead | None = field(default=None, compare=False)

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Gate":
        """Read the weights. Raises GateError where they are missing or malformed."""
        gate = load(path, cls._of, GateError)
        if not any(name in regression.weights for name in KERNEL_FEATURES for regression in (gate.passage, gate.text)):
            return gate
        return replace(gate, radial=RbfHead.load(path.with_suffix(".safetensors"), GateError))

    @classmethod
    def _of(cls, raw: Any) -> "Gate":  # noqa: ANN401
        regressions = (LogisticHead.of(raw["passage"]), LogisticHead.of(raw["text"]))
        return cls(str(raw["llm"]), *regressions, finite(raw["threshold"]), finite(raw["sure"]))

    @classmethod
    @cache
    def of(cls, llm: str) -> "Gate":
        """The gate of an LLM, by its name. Raises GateError as `load` does."""
        gate = cls.load(WEIGHTS)
        return gate if gate.llm == llm else cls.load(WEIGHTS_ANY)

    def predict(self, measured: Features) -> GateReport:
        """The probability that the text holds the answer. Raises KeyError where a weighted signal is missing.

        It is 0 where the question is `misascribed`. The report has a number as it was measured, and a vector as what it
        adds to the score.
        """
        if self.radial is not None:
            measured = replace(measured, numbers={**measured.numbers, **self.radial.decision_values(measured)})
        score, told = self.text.score(measured)
        p_relevant, _ = self.passage.score(measured)
        chance = 0.0 if measured.numbers.get("misascribed") else sigmoid(score)
        return GateReport(chance, self.threshold, told, sigmoid(p_relevant))
