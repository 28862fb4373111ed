"""A question in a further language, asked again in the document's: «Сколько раз упоминается Исландия?».

Its frame words tell what form of answer it wants; its topics become the document's own words. What is not understood
is left as it is, and looked up.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.language.foreign import foreign, language_of, pattern, plain, tokens
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.units import Unit
from index.language.words import counted, words
from rag.query.foreign.about import AboutByExample
from rag.query.foreign.forms import LANGUAGES, Forms, forms
from rag.query.foreign.frames import Frame, Topic, read_frame
from rag.query.foreign.glossing import Glossing, is_russian
from rag.query.foreign.wording import Said, Wording
from rag.query.kind import KindPrediction
from rag.retrieval.retriever import Retriever, Vector
from rag.types import Kind

_NOT_READ = frozenset({Kind.TALK, Kind.BEYOND, Kind.YES_NO})
"""Kinds that are told by the whole question."""
_ON_TOPICS = frozenset({Kind.OVERVIEW, Kind.COMPARE, Kind.DEFINE, Kind.COUNT, Kind.QUOTE, Kind.LIST})
_FRAMING = frozenset((*RUSSIAN.overviews.framing, *ENGLISH.overviews.framing))
SURE = 0.6
"""The least probability of a kind that is hardly another one."""


@dataclass(frozen=True, slots=True)
class Restated:
    """A question in the document's language, and its kind.

    `is_literal`: whether its words are the document's, so that they can be searched for. `stands_alone`: whether it
    says what it asks for and of what, and so means the same after any other question.
    """

    question: str
    kind: Kind
    is_literal: bool = True
    stands_alone: bool = True


class Restater:
    """Asks questions again in the language of one document."""

    def __init__(self, retriever: Retriever, wording: Wording | None = None) -> None:
        """Take the document's retriever, and its words for those of other languages; None to read them anew."""
        self._retriever = retriever
        self._wording, self._about = wording or Wording(retriever), AboutByExample(retriever)
        self._glossing = Glossing(retriever, self._wording)

    def prepare(self) -> None:
        """Make what does not depend on a question."""
        self._about.prepare()

    def gloss(self, question: str, spoken: str) -> str | None:
        """Return a question word for word in the document's language; None where that is its own, or hardly known."""
        return self._glossing.gloss(question, spoken)

    def lone(self, question: str) -> str | None:
        """Return a lone word of a further language in the document's words; None where it is none, or not held."""
        return self._glossing.lone(question)

    def restate(self, question: str, vector: Vector, predicted: KindPrediction) -> Restated | None:
        """Return a question as it would be asked in the document's language; None where it is not understood.

        Args:
            question: in neither Russian nor English.
            vector: its embedding, (dimension,).
            predicted: its kind, as the classifier says.
        """
        language = language_of(question)
        if language is None or self._retriever.language not in LANGUAGES:
            return None
        frame, own = self._read(question, language), forms(self._retriever.language)
        kind = _kind(question, language, frame, predicted)
        if frame.parts and frame.counts_parts and kind in {Kind.ABOUT, Kind.POINT}:
            kind = Kind.COUNT
        if frame.counts_chapters and not (frame.parts or frame.topics) and kind in {Kind.ABOUT, Kind.COUNT}:
            return Restated(own.asks.chapters, Kind.COUNT)
        is_unsure = predicted.kind is kind and predicted.probability < SURE
        if kind in _NOT_READ:
            asked = self._about.asked(question, vector, kind, is_unsure=True) if is_unsure else ()
            return _about(asked, own) if asked else None
        if kind is Kind.POINT:
            places = own.join([own.place(part) for part in frame.parts])
            return Restated(own.asks.point.format(places=places), kind) if frame.parts else None
        asks_where = kind is Kind.LIST and frame.counts_parts and bool(frame.topics)  # "Quels articles parlent de …"
        is_open = not (frame.told or asks_where if kind is Kind.LIST else frame.topics or frame.parts)
        if kind in {Kind.ABOUT, Kind.LOOKUP} or (kind in {Kind.LIST, Kind.COUNT} and is_open):
            counts = kind is Kind.COUNT and frame.counts_parts
            asked = ("points",) if counts else self._about.asked(question, vector, kind, is_unsure=is_unsure)
            if asked:
                return _about(asked, own)
        found = self._on_topics(kind, frame, language, own)
        is_told = bool(frame.told or frame.parts) or asks_where or _asks_meaning(question, language, frame)
        return found if found is None or is_told else replace(found, stands_alone=False)

    def _read(self, question: str, language: str) -> Frame:
        """What a question holds; some languages have one word for articles and points, and a text has not both."""
        frame, own = read_frame(question, language), self._retriever.index.document.unit
        other = {Unit.ARTICLE: "point", Unit.POINT: "article"}.get(own)
        parts = tuple(replace(part, sort=own.value) if part.sort == other else part for part in frame.parts)
        return replace(frame, parts=parts)

    def _on_topics(self, kind: Kind, frame: Frame, language: str, own: Forms) -> Restated | None:
        """The question with its topics in the document's words; with its own where the document has none."""
        if kind not in _ON_TOPICS:
            return None
        if kind is Kind.OVERVIEW and all(_is_document(topic, language) for topic in frame.topics):
            return _overview(frame, (), own)
        if kind is Kind.COUNT and frame.parts:
            return self._counted_in(frame, language, own)
        said = [self._said(topic, language) for topic in frame.topics]
        if kind is Kind.OVERVIEW:
            return _overview(frame, said, own)
        if kind is Kind.COMPARE:
            return _comparison(frame, said, own)
        return _sought(kind, frame, said, own) if said else None

    def _counted_in(self, frame: Frame, language: str, own: Forms) -> Restated | None:
        """A question for the number of what a part lists, or of the parts inside it."""
        places = own.join([own.place(part, inside=True) for part in frame.parts])
        if not frame.topics:
            asked = self._parts_in(frame, own).format(places=places) if frame.counts_parts else ""
        else:  # the last word is what is counted
            topic = self._glossing.topic(frame.topics[-1].text.split()[-1], language)
            asked = own.asks.items_in.format(topic=counted(topic), places=places) if topic else ""
        return Restated(asked, Kind.COUNT) if asked else None

    def _parts_in(self, frame: Frame, own: Forms) -> str:
        """The question for the number of the parts inside one: of a chapter its articles, where the text has such."""
        in_chapter = any(part.sort == "chapter" and not part.paragraph for part in frame.parts)
        if in_chapter and self._retriever.index.document.unit is Unit.ARTICLE:
            return own.asks.articles_in
        has_points = any(part.sort in {"article", "chapter"} for part in frame.parts)
        return own.asks.points_in if has_points else own.asks.paragraphs_in

    def _said(self, topic: Topic, language: str) -> Said:
        if topic.is_quoted and self._retriever.language == "ru" and is_russian(topic.text):
            return Said(topic.text, True)  # the very word of the text, whatever language it is asked in
        said, glossed = self._wording.says(topic.text, language), self._glossing.topic(topic.text, language)
        is_held = said is not None and said.text == topic.text  # as it stands: «cable» of an English text
        if said is not None and said.is_sure and (is_held or glossed is None or _share_a_word(said.text, glossed)):
            return said
        return Said(glossed, True) if glossed else Said(topic.text, False)


def _share_a_word(text: str, other: str) -> bool:
    return any(one.same(word) for one in words(text) for word in words(other) if word.is_content)


def _is_document(topic: Topic, language: str) -> bool:
    """Whether a topic of an overview only says what the document is called: "Fasse das Gesetz zusammen"."""
    said = [match[0] for match in tokens(topic.text)]
    return not topic.is_quoted and all(pattern(language, foreign(language).documents).fullmatch(word) for word in said)


def _kind(question: str, language: str, frame: Frame, predicted: KindPrediction) -> Kind:
    """The kind that the words of a question tell, else the one that it was taken for."""
    told = next(iter(frame.told), None)
    if told in {Kind.COMPARE, Kind.QUOTE, Kind.COUNT}:
        return told
    if frame.parts and not frame.topics and predicted.kind not in {Kind.OVERVIEW, *_NOT_READ}:
        return Kind.POINT
    if told is Kind.OVERVIEW and predicted.kind is not Kind.POINT:
        return told
    if told is Kind.LIST and (predicted.kind is Kind.LOOKUP or predicted.probability < SURE):
        return told
    if frame.topics and (told is Kind.DEFINE or _asks_meaning(question, language, frame)):
        return Kind.DEFINE
    return predicted.kind


def _asks_meaning(question: str, language: str, frame: Frame) -> bool:
    """Whether a question is made of one topic and what asks for its meaning: «… деген эмне?»."""
    patterns = foreign(language).meaning
    return len(frame.topics) == 1 and any(re.search(one, plain(question)) for one in patterns)


def _about(asked: Sequence[str], own: Forms) -> Restated:
    return Restated(" ".join(own.about[name].ask for name in asked if name in own.about), Kind.ABOUT)


def _sought(kind: Kind, frame: Frame, said: Sequence[Said], own: Forms) -> Restated | None:
    """A question for what is said on topics: counted, listed, quoted or defined."""
    is_sure, texts = all(one.is_sure for one in said), [one.text for one in said]
    quoted = [topic.is_quoted for topic in frame.topics]
    if kind is Kind.DEFINE:
        told = [text for text, is_term in zip(texts, quoted, strict=True) if is_term] or texts
        return Restated(own.asks.define.format(topic=" ".join(told)), kind, is_sure)
    if kind is Kind.COUNT:
        ask = own.asks.points if frame.counts_parts else own.asks.times
        named = [one for one, is_quoted in zip(said, quoted, strict=True) if is_quoted]
        is_sure = all(one.is_sure for one in named or said)  # beside what is quoted other words only ask
        shown = [own.quoted.format(text=one.text) for one in named] or texts
        return Restated(ask.format(topics=own.join(shown)), kind) if is_sure else None
    as_typed = [one.text for one, topic in zip(said, frame.topics, strict=True) if one == Said(topic.text, True)]
    if as_typed and not is_sure:  # «yüzde (per cent)»: the word of the text itself
        texts, is_sure = as_typed, True
    ask = own.asks.quote if kind is Kind.QUOTE else own.asks.list
    return Restated(ask.format(topics=own.join(texts)), kind, is_sure)


def _overview(frame: Frame, said: Sequence[Said], own: Forms) -> Restated | None:
    if frame.parts:
        places = own.join([own.place(part) for part in frame.parts])
        ask = own.asks.overview_places_claims if frame.claims else own.asks.overview_places
        return Restated(ask.format(places=places, claims=frame.claims), Kind.OVERVIEW)
    if said:
        sure = [one.text for one in said if one.is_sure and _is_topic(one.text)]
        ask = own.asks.overview_topics_claims if frame.claims else own.asks.overview_topics
        return Restated(ask.format(topics=own.join(sure), claims=frame.claims), Kind.OVERVIEW) if sure else None
    if frame.claims:
        return Restated(own.asks.overview_claims.format(claims=frame.claims), Kind.OVERVIEW)
    return Restated(own.asks.overview, Kind.OVERVIEW)


def _is_topic(text: str) -> bool:
    """Whether words in the document's language are about something that an overview can be of."""
    return any(word.is_content and word.forms.isdisjoint(_FRAMING) for word in words(text))


def _comparison(frame: Frame, said: Sequence[Said], own: Forms) -> Restated | None:
    sides = [own.place(part) for part in frame.parts] if len(frame.parts) > 1 else [one.text for one in said]
    if len(sides) < 2:
        return None
    is_sure = len(frame.parts) > 1 or all(one.is_sure for one in said)
    shared = [one.shared for one in said if one.shared] if len(frame.parts) < 2 else []
    first, second = sides[0], own.join(sides[1:])
    if shared and all(one.name for one in said):
        first, second = f"{shared[0]} {said[0].name}", said[1].name
    return Restated(own.asks.compare.format(first=first, second=second), Kind.COMPARE, is_sure)
