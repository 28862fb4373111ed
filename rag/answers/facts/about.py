"""«Когда и где принято?», «сколько пунктов?», «кто участвовал?»: what the document says of itself, from its digest.

The sentence that says it is the item; what the text does not say (its language, how many points it has) stands in the
lead.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from index.chunks import Chunk
from index.digest import Span
from index.document import PREAMBLE
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.numbers import number_value
from index.language.words import words
from index.profile.kinds import generic, kind_at
from rag.answers.facts.front import NAMES, Front
from rag.answers.facts.signatures import signatures
from rag.answers.facts.sizes import Fact, Sizes
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Outcome, Reply
from rag.answers.wording.excerpt import excerpt
from rag.query.asked.about import asked_about
from rag.query.context import QueryContext
from rag.types import Mode, Sentence

_EVIDENCE: Mapping[str, frozenset[str]] = {
    name: frozenset((*RUSSIAN.about.evidence[name], *ENGLISH.about.evidence.get(name, ())))
    for name in RUSSIAN.about.evidence
}
_NOT_BESIDE = {
    "next": {"date", "place", "thanks", "ordinal", "participants"},
    "ordinal": {"place", "participants"},
    "last_line": {"date", "place", "first_line"},
    "thanks": {"participants", "place"},
    "points": {"participants"},
    "longest": {"points"},
    "shortest": {"points"},
    "language": {"place"},
    "adopter": {"participants"},
    "force": {"date", "place"},
    "replaced": {"edition", "number", "date", "title", "kind"},
    "signer": {"participants"},
    "registered": {"date", "place", "number", "own_number", "ordinal"},
    "number": {"own_number"},
}
"""What is not asked for where something else is: «где следующая встреча» does not ask for the place of this one."""
_OF_THE_MEETING = {"date", "place", "participants", "thanks", "atmosphere"}
_COUNTS = {"how_many", "ordinal", "first_line", "last_line", "points", "paragraphs", "words"}
"""What a number word in a question may be about but the meeting."""
_SHOWN_PARTICIPANTS = 45
"""Words of the list of those who took part, which is shown whole."""


class AboutAnswerer:
    """Answers questions on the document itself without the LLM."""

    def __init__(self, source: Source, digests: Digests) -> None:
        """Take the document as it is shown, and its digests."""
        self._source, self._digests, self._front = source, digests, Front(source)
        self._sizes = Sizes(source, digests)

    def at_once(self, context: QueryContext) -> Outcome:
        """Return what the document says of itself, or None where something else is asked or the text is silent."""
        title = self._digests.digest(context.answer_language).title
        question = generic(context.question, context.document_kind)
        asked = asked_about(question, context.language, words(title.text) if title else ())
        if self._is_of_another(context.question, asked):
            return None
        asked = (*asked, *_counted_of_last(context)) if asked == ("how_many",) else asked
        hidden = {one for name in asked for one in _NOT_BESIDE.get(name, ())}
        wanted = [name for name in asked if name not in hidden and name != "how_many"]
        front = self._front.told(
            [name for name in wanted if name in NAMES], context.answer_language, context.document_kind
        )
        told = [(name, Fact([front[name]]) if name in front else self._fact(name, context)) for name in wanted]
        facts = [fact for _, fact in told if fact]
        if not facts or len(facts) < len(told):
            return None
        items = tuple(dict.fromkeys(item for fact in facts for item in fact.items))
        short = ", ".join(fact.short for fact in facts if fact.short) or None
        number = next((fact.count for fact in facts if fact.count is not None), None)
        is_list = any(name == "participants" for name, _ in told)
        if is_list and "how_many" not in asked:
            number = None
        lead = " ".join(fact.lead for fact in facts if fact.lead)
        if is_list and number is not None and not lead:
            lead = context.said.counts.names.format(n=number)
        return Reply(items, Mode.COMPUTED, lead, count=number, short=short)

    def _is_of_another(self, question: str, asked: Sequence[str]) -> bool:
        """Whether a question is about the first or fourth meeting of a series, and not about this one."""
        own = self._digests.original.meeting_ordinal
        if own is None or _OF_THE_MEETING.isdisjoint(asked) or not _COUNTS.isdisjoint(asked):
            return False
        said = {number_value(word) for word in words(own.text)} - {None}
        told = [number_value(word) for word in words(question) if not word.text.isdecimal()]
        return bool(said) and any(value is not None and value not in said for value in told)

    def _fact(self, name: str, context: QueryContext) -> Fact | None:
        make = {
            "date": self._date,
            "place": self._place,
            "participants": self._participants,
            "adopter": self._participants,
            "signer": self._signer,
            "ordinal": self._ordinal,
            "title": self._title,
            "kind": self._kind,
            "language": self._sizes.language,
            "next": self._next,
            "last_line": self._last_line,
            "first_line": self._first_line,
            "points": self._sizes.points,
            "paragraphs": self._sizes.paragraphs,
            "words": self._sizes.words,
            "longest": self._sizes.longest,
            "shortest": self._sizes.shortest,
        }.get(name)
        return make(context) if make else self._told(name, context)

    def _date(self, context: QueryContext) -> Fact | None:
        return self._span(context, lambda digest: digest.date)

    def _place(self, context: QueryContext) -> Fact | None:
        date = self._digests.original.date
        if self._digests.original.place is None and date is not None and date.section == PREAMBLE:
            line = self._front.place(date.start, context.answer_language)
            return Fact([line], line.text) if line else None
        return self._span(context, lambda digest: digest.place)

    def _kind(self, context: QueryContext) -> Fact | None:
        """What the title calls the document, else the first name of a document in the text."""
        digest = self._digests.digest(context.answer_language)
        title, named = digest.title, next((one.span for one in digest.documents), None)
        is_there = title and named and title.section == named.section and title.start <= named.start < title.end
        if title and not is_there and any(kind_at(word.text, digest.language) for word in words(title.text)):
            return self._title(context)
        return self._span(context, lambda digest: digest.documents[0].span if digest.documents else None)

    def _ordinal(self, context: QueryContext) -> Fact | None:
        fact = self._span(context, lambda digest: digest.meeting_ordinal)
        if fact and (said := self._digests.original.meeting_ordinal):
            fact.count = next((value for word in words(said.text) if (value := number_value(word)) is not None), None)
        return fact

    def _title(self, context: QueryContext) -> Fact | None:
        language = context.answer_language
        span = self._digests.digest(language).title
        if span is None:
            return None
        items = [self._digests.shown(span, language)]
        rest = self._front.under(span.text, language)
        if rest and (len(words(span.text)) == 1 or _goes_on(rest.text)):
            items.append(rest)  # «УСТАВ» above the name of what it is the charter of, «ЗАКОН …» above «О …»
        return Fact(items, span.text)

    def _participants(self, context: QueryContext) -> Fact | None:
        language = context.answer_language
        parties = self._digests.digest(language).parties
        if not parties:
            return None
        first, last = parties[0], parties[-1]
        whole = next(
            (one for one in self._sentences(first.section, language) if one[1] <= first.start and last.end <= one[2]),
            None,
        )
        if whole is None:
            return None
        sentence, start, _ = whole
        listed = excerpt(sentence.text, first.start - start, last.end - start, _SHOWN_PARTICIPANTS)
        return Fact(
            [Sentence(listed, sentence.citations)],
            sentence.text[first.start - start : last.end - start],
            len(parties),
        )

    def _signer(self, context: QueryContext) -> Fact | None:
        """The lines below the text that are signed; who took part where there are none."""
        signed = signatures(self._source, context.answer_language)
        return Fact(signed, ", ".join(one.text for one in signed)) if signed else self._participants(context)

    def _next(self, context: QueryContext) -> Fact | None:
        """The sentence on the next meeting that says most of its place and time."""
        spans = self._digests.original.next_meeting
        if not spans:
            return None
        best = max(spans, key=lambda span: _holds(span.text, "next"))
        return Fact([self._digests.counterpart(best, context.answer_language)])

    def _told(self, name: str, context: QueryContext) -> Fact | None:
        """The sentences that hold most of the words by which something is known."""
        if name not in _EVIDENCE:
            return None
        found = [
            (_holds(sentence.text, name), section.number, start, sentence)
            for section in self._source.document.sections
            for sentence, start, _ in self._sentences(section.number, None)
        ]
        most = max((count for count, *_ in found), default=0)
        spans = [Span(number, start, start, "") for count, number, start, _ in found if count == most > 0]
        items = [self._digests.counterpart(span, context.answer_language) for span in spans]
        return Fact(items[:3]) if items else None

    def _last_line(self, context: QueryContext) -> Fact:
        return self._line(self._source.chunks[-1], -1, context)

    def _first_line(self, context: QueryContext) -> Fact:
        return self._line(self._source.chunks[0], 0, context)

    def _line(self, chunk: Chunk, place: int, context: QueryContext) -> Fact:
        return Fact([self._source.sentences(chunk, context.answer_language)[place][0]])

    def _span(self, context: QueryContext, of: Callable[..., Span | None]) -> Fact | None:
        """A span of the digest with its sentence; the sentence alone where only the original's digest has it."""
        language = context.answer_language
        if span := of(self._digests.digest(language)):
            for sentence, start, end in self._sentences(span.section, language):
                if start <= span.start < end:
                    text = excerpt(sentence.text, span.start - start, min(span.end, end) - start)
                    return Fact([Sentence(text, sentence.citations)], span.text)
        span = of(self._digests.original)
        return Fact([self._digests.counterpart(span, language)]) if span else None

    def _sentences(self, section: int, language: str | None) -> Iterator[tuple[Sentence, int, int]]:
        """The sentences of a section with their places in its text in that language."""
        at = 0
        for chunk in self._source.paragraphs(section):
            text = self._source.text(chunk, language)
            start = 0
            for sentence, _ in self._source.sentences(chunk, language):
                start = text.find(sentence.text, start)
                yield sentence, at + start, at + start + len(sentence.text)
                start += len(sentence.text)
            at += len(text) + 1


def _goes_on(line: str) -> bool:
    """Whether a line below a title belongs to it: it is quoted, or begins in the middle of a sentence."""
    return line[:1] in {*'«“"'} or line[:1].islower()


def _counted_of_last(context: QueryContext) -> tuple[str, ...]:
    """What a bare number is asked of: «Кто участвовал?», «А сколько их было?»."""
    before = generic(context.previous.question, context.document_kind) if context.previous else ""
    return tuple(name for name in asked_about(before, context.language) if name == "participants")


def _holds(text: str, name: str) -> int:
    """How many of the words by which something is known a text holds."""
    sought = _EVIDENCE[name]
    return sum(not word.forms.isdisjoint(sought) for word in words(text))
