"""Questions as they were meant: Russian in Latin letters, the wrong keyboard layout, misspelt words.

Precision before recall: a question that may be meant as it stands stays as it is.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import Self

from index.language.identify import identify_language
from index.language.lexicon import OTHER, RUSSIAN
from index.language.mistyped import LETTERS, russian_spellings, spell_plainly, switch_layout
from index.language.sentences import begins_sentence
from index.language.words import TOKEN, begins_known, fold, is_proper_noun, words
from index.store import Index
from rag.query.repair.vocabulary import EnglishVocabulary, RussianVocabulary

_ROMANIZED = re.compile(rf"[{re.escape(LETTERS)}]+", re.IGNORECASE)
_FOREIGN_LETTERS, _ENDINGS, _TURNED = map(re.compile, (OTHER.letters, OTHER.endings, OTHER.turned_letters))
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_TAIL = re.compile(r"[?!.,;:]+$")
_CUES = frozenset(OTHER.latin_cues)
MIN_QUESTION_LETTERS = 4
"""Shorter questions are not converted."""
MIN_UNKNOWN_LETTERS = 12
"""Letters of the shortest question in Latin letters that is converted with no word of the document in it."""
MIN_KNOWN_AFTER, MAX_KNOWN_BEFORE = 0.75, 0.25
"""Shares of the letters of a question that stand in known words: after a change of the layout, and before it."""

MIN_PART = 3
"""Letters of each of two words that may be written as one."""
MIN_ENGLISH = 0.5
"""Share of the letters of an English question that stand in known words, once it is repaired."""

_HYPHENATED = re.compile(
    rf"(?<!\w)(?:{'|'.join(re.escape(one) for one in RUSSIAN.misspelt if '-' in one)})(?!\w)", re.IGNORECASE
)
"""Misspellings of more than one token: «че-нить»."""


class SpellingRepair:
    """Repairs questions: returns them as they were meant.

    Args:
        russian: the Russian words of the document and of questions.
        english: the English ones, of the document or its translation.
        foreign: folded words of translations into further languages, which are right as they stand.
        pairs: folded words that stand side by side in the document, by what they are written as one: "roadmap".
    """

    def __init__(
        self,
        russian: RussianVocabulary,
        english: EnglishVocabulary,
        foreign: Collection[str] = (),
        pairs: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._russian, self._english, self._pairs = russian, english, pairs
        self._foreign = frozenset(foreign)
        self._in_russian = lru_cache(maxsize=4096)(self._romanized_word)

    @classmethod
    def for_index(cls, index: Index) -> Self:
        """Build one that knows the words of an index's text and of its translations."""
        text = "\n".join(section.text for section in index.document.sections)
        english = "\n".join(index.translations.get("en", ()))
        others = (text for language, texts in index.translations.items() if language != "en" for text in texts)
        counts = Counter(_tokens(f"{text}\n{english}"))
        proper = (fold(word.text) for word in (*words(text), *words(english)) if word.is_proper)
        names = {word for word in proper if word.isascii() or is_proper_noun(word)}
        latin = {word for word in counts if word.isascii()}
        return cls(
            RussianVocabulary({word: count for word, count in counts.items() if word not in latin}, names - latin),
            EnglishVocabulary({word: counts[word] for word in latin}, names & latin),
            frozenset(_tokens("\n".join(others))),
            _pairs([*_tokens(text), "", *_tokens(english)], counts),
        )

    def prepare(self) -> None:
        """Read what does not depend on a question."""
        self._english.knows("")

    def repair(self, question: str) -> str:
        """Return a question with the layout, the letters and the words that were meant, else unchanged.

        Questions in further languages, names, numbers and what stands in quotation marks stay as they are.
        """
        converted = self._in_other_layout(question) or self._in_russian_letters(question) or question
        language = identify_language(converted)
        if language not in ("ru", "en"):
            return converted
        respelt = self._respelt(_joined(converted))
        # What is not evidently of a further language, such as "Dokument Zusammenfassung", counts as English.
        is_foreign = language == "en" and _share(list(_tokens(respelt)), self._english.knows) < MIN_ENGLISH
        return converted if is_foreign else respelt

    # The keyboard's layout

    def _in_other_layout(self, question: str) -> str | None:
        tokens = list(_tokens(question))
        latin = sum(token.isascii() for token in tokens)
        if latin not in (0, len(tokens)):
            return None
        language, before, after = (
            ("ru", self._english.knows, self._russian.knows)
            if latin
            else ("en", self._russian.knows, self._english.knows)
        )
        known_before = _share(tokens, lambda word: before(word) or word in self._foreign)
        if known_before > MAX_KNOWN_BEFORE:
            return None
        switched = "".join(self._switched(part, language, after) for part in re.split(r"(\s+)", question.strip()))
        tokens = list(_tokens(switched))
        enough = sum(map(len, tokens)) >= MIN_QUESTION_LETTERS
        return switched if enough and _share(tokens, after) >= MIN_KNOWN_AFTER else None

    def _switched(self, part: str, language: str, knows: Callable[[str], bool]) -> str:
        """What the keys of a word type; a sign at its end may be meant as it is or be a key of the other layout."""
        whole, tail = switch_layout(part, language), _TAIL.search(part)
        if not tail:
            return whole
        core = switch_layout(part[: tail.start()], language)
        as_it_is = all(map(knows, _tokens(core))) and not TOKEN.fullmatch(whole) and not whole.endswith("?")
        return core + tail.group() if as_it_is or not all(map(knows, _tokens(whole))) else whole

    # Latin letters

    def _in_russian_letters(self, question: str) -> str | None:
        folded = fold(question)
        if re.search("[а-я]", folded) or _FOREIGN_LETTERS.search(folded) or _TURNED.search(folded):
            return None
        tokens = [token for token in _ROMANIZED.findall(folded) if re.search("[a-z]", token)]
        sizes = Counter[str]()
        for token in tokens:
            sizes[self._kind(token)] += len(token)
        russian, others = sizes["ru"], sizes["en"] + sizes["other"]
        meant = any(len(token) > 2 and self._kind(token) == "ru" and self._in_russian(token) in self._russian.words
                    for token in tokens)  # fmt: skip
        if (
            sizes["cue"]
            or not (meant or (sizes.keys() == {"ru"} and len(tokens) > 1 and russian >= MIN_UNKNOWN_LETTERS))
            or russian < MIN_QUESTION_LETTERS
            or russian < 3 * others
            or russian < 2 * sizes["unknown"]
        ):
            return None
        return _ROMANIZED.sub(lambda match: self._with_case(match.group()), question)

    def _kind(self, token: str) -> str:
        """Which language a word in Latin letters can only be of, "both" or "unknown"; a "cue" is of a further one."""
        russian, english = self._in_russian(token), self._english.knows(token)
        if token in _CUES and russian not in self._russian.words:
            return "cue"
        other = token in _CUES or token in self._foreign or bool(_ENDINGS.search(token))
        if (russian and (english or other)) or self._english.is_name(token):
            return "both"
        return "ru" if russian else "en" if english else "other" if other else "unknown"

    def _romanized_word(self, token: str) -> str | None:
        """The likeliest known Russian word that a folded word in Latin letters spells."""
        spelt = russian_spellings(token, lambda letters: self._russian.has_prefix(fold(letters)))
        of_text = [word for word in map(fold, spelt) if word in self._russian.words]
        if of_text:
            return max(of_text, key=self._russian.rank)
        return next(filter(self._russian.knows, russian_spellings(token, begins_known)), None)

    def _with_case(self, token: str) -> str:
        if not re.search("[a-z]", token, re.IGNORECASE):
            return token
        native = self._in_russian(token.lower()) or spell_plainly(token.lower())
        return _like(token, native)

    # Misspelt words

    def _respelt(self, text: str) -> str:
        quoted = [match.span() for match in _QUOTED.finditer(text)]
        parts, end = [], 0
        for match in TOKEN.finditer(text):
            parts.append(text[end : match.start()])
            inside = any(start <= match.start() < stop for start, stop in quoted)
            parts.append(match.group() if inside else self._respelt_word(match.group(), text[: match.start()]))
            end = match.end()
        return "".join((*parts, text[end:]))

    def _respelt_word(self, token: str, before: str) -> str:
        folded, is_capital = fold(token), token[0].isupper()
        is_name = is_capital and (token.isupper() or not begins_sentence(before))
        if is_name or folded in self._foreign or token.isdigit():
            return token
        vocabulary = self._english if folded.isascii() else self._russian
        apart = self._pairs.get(folded) if not vocabulary.knows(folded) else None
        meant = apart or vocabulary.meant(folded, is_capital)
        return _like(token, meant) if meant else token


def _joined(text: str) -> str:
    """A text with what is meant by misspellings of more than one token, but for what stands in quotation marks."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]

    def meant(match: re.Match[str]) -> str:
        inside = any(start <= match.start() < stop for start, stop in quoted)
        return match[0] if inside else RUSSIAN.misspelt[fold(match[0])]

    return _HYPHENATED.sub(meant, text)


def _tokens(text: str) -> Iterator[str]:
    """The folded words of a text that hold no digit."""
    return (token for token in TOKEN.findall(fold(text)) if not token.isdigit())


def _pairs(tokens: Sequence[str], counts: Collection[str]) -> Mapping[str, str]:
    """What two words side by side are written as one, if that is no word of the document: "roadmap" is "road map"."""
    return {
        first + second: f"{first} {second}"
        for first, second in pairwise(tokens)
        if min(len(first), len(second)) >= MIN_PART and first + second not in counts
    }


def _share(tokens: Collection[str], knows: Callable[[str], bool]) -> float:
    """The share of the letters that stand in known words, 0 to 1."""
    return sum(len(token) for token in tokens if knows(token)) / (sum(map(len, tokens)) or 1)


def _like(token: str, word: str) -> str:
    """A word with the capitals of a token."""
    if token.isupper() and len(token) > 1:
        return word.upper()
    return word[0].upper() + word[1:] if token[0].isupper() else word
