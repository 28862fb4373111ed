"""The words that a question may hold, and the one that a misspelt word is meant for.

They are the words of the document and those that questions are made of; what else is right in Russian the dictionary
tells, what else in English a list of common words, the glossary of both, and the stems of all.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from index.language.edits import Neighbours, slips
from index.language.glossary import english_stems
from index.language.lexicon import ENGLISH, RUSSIAN, Lexicon
from index.language.words import is_known, stem, words

MIN_LETTERS, MAX_LETTERS = 4, 30
"""Shorter words stay as they are, since too many others are as near; longer ones are none."""
MIN_LETTERS_FOR_CHOICE = 6
"""A shorter word is respelt only if no other word is as near, and not to the one that is more frequent."""
MIN_LETTERS_FOR_TWO_EDITS = 8
MIN_LETTERS_FOR_ENGLISH_EDIT = 5
"""Of an English word, unless two neighbours are swapped: nothing says for sure that a shorter one is not right."""


class Vocabulary:
    """Words of one language that a misspelt word may be meant for.

    Args:
        counts: how often the document holds each word; folded.
        names: those of them that are names; folded.
        lexicon: the word lists of the language.
        max_edits: how far a word may be from the one that is meant, 1 or 2.
    """

    def __init__(self, counts: Mapping[str, int], names: Collection[str], lexicon: Lexicon, max_edits: int) -> None:
        lists = (lexicon.question_words, lexicon.stopwords, lexicon.mentioning, lexicon.summarizing, lexicon.reporting,
                 lexicon.interrogatives, lexicon.numbers.cardinals, lexicon.numbers.ordinals)  # fmt: skip
        self._counts, self._lexicon, self._max_edits = counts, lexicon, max_edits
        self._confused = lexicon.confused
        self._of_questions = frozenset(word for words in lists for word in words)
        self._names = frozenset(names) - self._of_questions
        self.words = self._of_questions | counts.keys()
        self._neighbours = Neighbours(
            (word for word in self.words if len(word) >= MIN_LETTERS - 1), max_edits, MIN_LETTERS_FOR_TWO_EDITS
        )

    def rank(self, word: str) -> tuple[bool, int]:
        """Return the sort key of a word among equally near ones: words of questions first, then the more frequent."""
        return word in self._of_questions, self._counts.get(word, 0)

    def knows(self, word: str) -> bool:
        """Return whether a folded word is one of the language."""
        return word in self.words

    def is_name(self, word: str) -> bool:
        """Return whether a folded word of the document is a name."""
        return word in self._names

    def is_right(self, word: str) -> bool:
        """Return whether a folded word needs no repair."""
        return not MIN_LETTERS <= len(word) <= MAX_LETTERS or self.knows(word)

    def meant(self, word: str, only_of_questions: bool) -> str | None:
        """Return the word that a folded word is a misspelling of; None if it is right, or may be meant for several.

        One with a capital may be a name: with `only_of_questions` it is meant for no other word than one of questions.
        """
        is_of_text = self._counts.get(word, 0) > 0  # «мёд» is no short form of «медицинский» in a law on bees
        respelt = None if is_of_text else self._lexicon.misspelt.get(word)
        if respelt or self.is_right(word):
            return respelt
        reach = self._max_edits if len(word) >= MIN_LETTERS_FOR_TWO_EDITS and not only_of_questions else 1
        return self._likeliest(
            word,
            {
                other: distance
                for other, distance in self._neighbours.near(word, reach).items()
                if self._may_be_meant(word, other, distance) and (not only_of_questions or other in self._of_questions)
            },
        )

    def _may_be_meant(self, word: str, other: str, distance: int) -> bool:
        """Names that are alike name different things, and two edits that change the beginning make another word."""
        if other in self._names and (distance > 1 or len(word) < MIN_LETTERS_FOR_TWO_EDITS):
            return False
        return other[0] == word[0] or (distance == 1 and other in slips(word, self._confused))

    def _likeliest(self, word: str, near: Mapping[str, int]) -> str | None:
        chosen = len(word) >= MIN_LETTERS_FOR_CHOICE
        ranks = {other: (-distance, *(self.rank(other) if chosen else ())) for other, distance in near.items()}
        best = [other for other, rank in ranks.items() if rank == max(ranks.values())]
        # Of the forms of one word the longest: a double letter is what is left out most often.
        return max(best, key=lambda other: (len(other), other)) if best and _one_word(best) else None


class RussianVocabulary(Vocabulary):
    """Russian words, where a dictionary tells what is right."""

    def __init__(self, counts: Mapping[str, int], names: Collection[str] = ()) -> None:
        forms = _forms(counts)
        super().__init__({**{form: 0 for form in forms if is_known(form)}, **counts}, names, RUSSIAN, max_edits=2)
        self._forms = forms | _forms(self._of_questions)
        self._prefixes = frozenset(word[:size] for word in self.words for size in range(1, len(word) + 1))

    def has_prefix(self, letters: str) -> bool:
        """Return whether a word of the document or of questions begins with these folded letters."""
        return letters in self._prefixes

    def knows(self, word: str) -> bool:
        """Tell whether a folded word is Russian; of the shortest in the dictionary, only those that questions hold."""
        return word in self.words or (len(word) > 2 and not word.isascii() and is_known(word))

    def is_right(self, word: str) -> bool:
        """Return whether a folded word is known, or is a form of a word of the document that the dictionary lacks."""
        return super().is_right(word) or self._is_of_text(word)

    def meant(self, word: str, only_of_questions: bool) -> str | None:
        """Return the word that a folded word is a misspelling of, as `Vocabulary.meant`.

        Forms that the document does not hold come from the dictionary, if one slip has led to a word of the document.
        """
        if word in self._lexicon.misspelt or only_of_questions or self.is_right(word):
            return super().meant(word, only_of_questions)
        slipped = [other for other in slips(word, self._confused) if self.knows(other)]
        near = {other: 1 for other in slipped if self._is_of_text(other) and self._may_be_meant(word, other, 1)}
        # Where one slip leads only to words that the document lacks, one of those may be meant.
        return self._likeliest(word, near) if near else super().meant(word, only_of_questions=bool(slipped))

    def _is_of_text(self, word: str) -> bool:
        return not words(word)[0].forms.isdisjoint(self._forms)


class EnglishVocabulary(Vocabulary):
    """English words, where nothing tells what is right: only what looks like a slip is one."""

    def __init__(self, counts: Mapping[str, int], names: Collection[str] = ()) -> None:
        super().__init__(counts, names, ENGLISH, max_edits=1)

    @cached_property
    def _stems(self) -> frozenset[str]:
        """The stems of all words that are right; the glossary among them is read at the first question."""
        irregular = (form for forms in (*ENGLISH.irregular, *ENGLISH.plurals) for form in forms.split())
        known = self.words.union(self._lexicon.everyday_words, irregular)
        return frozenset(map(stem, known)) | english_stems()

    def knows(self, word: str) -> bool:
        """Return whether a folded word has the stem of a known one."""
        return word in self.words or stem(word) in self._stems

    def _may_be_meant(self, word: str, other: str, distance: int) -> bool:
        """Edits must stand inside, since beginnings and endings make other words."""
        swapped = sorted(word) == sorted(other)
        slip = len(word) != len(other) or other in slips(word, self._confused)
        inside = (word[0], word[-1]) == (other[0], other[-1]) and len(word) >= MIN_LETTERS_FOR_ENGLISH_EDIT
        return (swapped or (slip and inside)) and super()._may_be_meant(word, other, distance)


def _forms(found: Iterable[str]) -> frozenset[str]:
    """The normal forms of all of the words."""
    return frozenset(form for word in words(" ".join(found)) for form in word.forms)


def _one_word(found: Iterable[str]) -> bool:
    """Whether all are forms of one word."""
    forms = [words(word)[0].forms for word in found]
    return bool(frozenset.intersection(*forms))
