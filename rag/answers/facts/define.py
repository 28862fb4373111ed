"""«Что такое …?», «как расшифровывается …?»: the full name by initials, or the sentences in which the term stands.

A text seldom defines: where no sentence explains the term, the reply says so before it shows its places.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from index.digest import Span, spelt_out
from index.language.lexicon import ENGLISH, LANGUAGES, RUSSIAN
from index.language.words import Word, fold, is_known, words
from index.profile.kinds import generic
from rag.answers.facts.terms import DefinedTerm, DefinedTerms, are_same
from rag.answers.material.digests import Digests
from rag.answers.material.source import Source
from rag.answers.reply import Declined, Outcome, Reply
from rag.answers.wording.excerpt import excerpt, wide_excerpt
from rag.query.asked.term import is_acronym, listed, ordinal, term
from rag.query.context import QueryContext
from rag.retrieval.literal import LiteralSearch, Occurrence
from rag.types import Mode, Reason, Sentence
from rag.verification.support import is_covered

MAX_ITEMS = 3
MAX_WORDS = 40
"""An explanation stands in the same sentence, so more of it is shown than of others."""
_MAX_ACRONYM = 6
_MIN_WITH_GAP = 4
"""So many letters tell a name although it has a word more."""
_EXPLAINING = {
    language: re.compile("|".join(rf"(?<!\w)(?:{pattern})(?!\w)" for pattern in lexicon.defining.explaining))
    for language, lexicon in (("ru", RUSSIAN), ("en", ENGLISH))
}
_NEAR = 60
"""Characters after a term within which the sentence begins to explain it."""
_DEFINES = 2
"""How much more a sentence explains that begins with the term and a dash."""
_CITED = re.compile(r"\[[^\]\d]*(\d+)[^\]]*\]")
_ENDS = re.compile(r"\s[–—]\s")


class DefineAnswerer:
    """Answers questions for the meaning of a term without the LLM."""

    def __init__(self, source: Source, search: LiteralSearch, digests: Digests) -> None:
        """Take the document as it is shown, the search for words, and the digests."""
        self._source, self._search, self._digests = source, search, digests
        self._terms = DefinedTerms(source)

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the full name or the places, a refusal where the term stands nowhere, None where no term is named."""
        question = generic(context.question, context.document_kind)
        sought = term(question) or term(context.question)
        if reply := self._abbreviation(context, sought):
            return reply
        if defined := self._defined(context, question, sought):
            return Reply((self._terms.shown(defined, context.answer_language, MAX_WORDS),), Mode.EXTRACTED)
        places = self._places(context, sought)
        if places is None:
            return None
        if not places:
            return Declined(Reason.NO_ANSWER)
        return self._shown(context, places, sought)

    def _defined(self, context: QueryContext, question: str, sought: Sequence[Word]) -> DefinedTerm | None:
        """The term that the text defines, by its words, or by its meaning where the question is in another language."""
        if context.previous is not None:
            return None
        if found := self._terms.called(sought):
            return found
        if self._source.speaks(context.language):
            return None
        has_frame = context.language in LANGUAGES  # of other languages the frame words are not known
        return self._terms.nearest(" ".join(word.text for word in sought) if has_frame else question)

    def _abbreviation(self, context: QueryContext, sought: Sequence[Word]) -> Reply | None:
        """The words of the text whose initials an abbreviation is, in the language of the answer or in the original."""
        for word in sought:
            if not 2 <= len(word.text) <= _MAX_ACRONYM or not self._may_be_short(context, word):
                continue
            beside = [other for other in sought if other.is_content and other != word]
            for language in (context.answer_language, None):
                if full := self._full(word.text.upper(), language):
                    item = self._around(full, language)
                    if not is_acronym(word) and not all(is_covered(one, words(item.text)) for one in beside):
                        continue
                    said = context.said.definitions
                    lead = said.spelt_out.format(short=word.text.upper(), full=full.text)
                    return Reply((item,), Mode.EXTRACTED, lead, short=full.text)
        return None

    def _may_be_short(self, context: QueryContext, word: Word) -> bool:
        """Whether a word may be an abbreviation: spelt as one, unless all is in capitals, or known to no dictionary."""
        shown = is_acronym(word) and not context.question.isupper()
        unknown = not self._search.occurrences((word,), context.language)
        known = any(
            one.short == word.text.upper() for one in self._digests.digest(context.answer_language).abbreviations
        )
        return shown or known or (unknown and not (is_known(fold(word.text)) and not word.text.isascii()))

    def _full(self, short: str, language: str | None) -> Span | None:
        digest = self._digests.digest(language)
        known = next((one.full for one in digest.abbreviations if one.short == short and one.full), None)
        return known or spelt_out(short, self._digests.document(language)) or self._of_name(short, language)

    def _of_name(self, short: str, language: str | None) -> Span | None:
        """The only name of the text whose initials are an abbreviation of four letters or more but for one word."""
        if len(short) < _MIN_WITH_GAP:
            return None
        digest = self._digests.digest(language)
        names = (name.span for name in (*digest.bodies, *digest.documents, *digest.events))
        found = [span for span in names if _leaves_one_out(fold(short), _initials(span.text))]
        return found[0] if len({fold(span.text) for span in found}) == 1 else None

    def _around(self, full: Span, language: str | None) -> Sentence:
        """The sentence of a name, around it where it is long."""
        sentence, start = self._digests.sentence(full, language)
        return Sentence(excerpt(sentence.text, start, start + len(full.text)), sentence.citations)

    def _places(self, context: QueryContext, sought: Sequence[Word]) -> Sequence[Occurrence] | None:
        """Where a term stands, in the sections of the turn that the question leans on if any; None without a term."""
        language, before = context.language, context.previous
        if before is None:
            return self._found(sought, language) if sought else None
        cited = {int(number) for number in _CITED.findall(before.answer)}
        which = ordinal(context.question)
        things = listed(before.answer)
        if which is not None and which <= len(things):
            sought = things[which - 1]
        elif not sought and things:
            sought = things[0]
        content = [word for word in sought if word.is_content and self._search.occurrences((word,), language)]
        found = self._found(content, language)
        return [one for one in found if one.section in cited] or found

    def _found(self, sought: Sequence[Word], language: str) -> Sequence[Occurrence]:
        """The places of the phrase, else of the sentences with all its words, in relatives if need be."""
        content = [word for word in sought if word.is_content]
        ways: Sequence[Callable[[bool], Sequence[Occurrence]]] = (
            lambda related: self._search.occurrences(sought, language, related=related),
            lambda related: self._search.together(content, language, related=related),
        )
        for related in (False, True):
            for way in ways:
                if found := way(related):
                    return found
        return ()

    def _shown(self, context: QueryContext, places: Sequence[Occurrence], sought: Sequence[Word]) -> Reply:
        """The best sentence if it explains the term, else the first few in which it stands.

        What stands under the term as a heading comes first of these.
        """
        ranked = sorted(self._sentences(context, places), key=lambda one: -one[0])
        best = ranked[0][0]
        if best >= 2:
            return Reply((ranked[0][1],), Mode.EXTRACTED)
        said = context.said.definitions.not_defined
        named = [*self._headed(context, sought), *(item for score, item in ranked if score == best)]
        return Reply(tuple(dict.fromkeys(named))[:MAX_ITEMS], Mode.EXTRACTED, said)

    def _headed(self, context: QueryContext, sought: Sequence[Word]) -> list[Sentence]:
        """The first sentences of the sections whose heading is the term."""
        content = [word for word in sought if word.is_content]
        found = []
        for section in self._source.document.sections:
            if are_same(content, [word for word in words(section.heading) if word.is_content]):
                first = self._source.paragraphs(section.number)[0]
                sentence, _ = self._source.sentences(first, context.answer_language)[0]
                found.append(Sentence(excerpt(sentence.text, 0, 0, MAX_WORDS), sentence.citations))
        return found

    def _sentences(self, context: QueryContext, places: Sequence[Occurrence]) -> Iterator[tuple[int, Sentence]]:
        """The sentences of the places with how well each explains: from 2 on it does, 1 is a name in capitals."""
        language = context.answer_language
        for place in places:
            shown = self._source.sentences(place.chunk, language)
            sentence, _ = shown[min(place.sentence, len(shown) - 1)]
            read = self._source.text(place.chunk, place.language)
            is_same = read == self._source.text(place.chunk, language)
            at = read.find(sentence.text) if is_same else -1
            start, end = (place.start - at, place.end - at) if at >= 0 else (0, 0)
            score = _explains(sentence.text, start, end, language)
            yield score, Sentence(wide_excerpt(sentence.text, start, end, MAX_WORDS), sentence.citations)


def _explains(text: str, start: int, end: int, language: str) -> int:
    """How well a sentence explains the term that stands in it from `start` to before `end`, as above."""
    after = fold(text[end : end + _NEAR])
    begins = not any(word.is_content for word in words(text[:start]))
    is_apart = bool(_ENDS.match(after)) and begins  # «в вечернюю смену — 20 процентов» explains no shift
    score = 2 * bool(_EXPLAINING[language].search(after) or is_apart)
    score += start > 0 and text[start : start + 1].isupper()
    return score + _DEFINES * (end > start == 0 and is_apart)


def _initials(name: str) -> str:
    """The first letters of the words of a name that are more than function words."""
    return "".join(fold(word.text[0]) for word in words(name) if word.is_content)


def _leaves_one_out(short: str, initials: str) -> bool:
    """Whether initials without one of them, neither the first nor the last, are an abbreviation."""
    return any(initials[:at] + initials[at + 1 :] == short for at in range(1, len(initials) - 1))
