"""The kind that the frame of a question tells where the classifier is led astray by what the question is about.

«Выпишите предложение о …» asks for a quotation and «Создан ли …?» for yes or no, whatever follows. The frames stand in
the lexicons under `telling`. Pure.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.language.identify import identify_language
from index.language.lexicon import ENGLISH, LANGUAGES, OTHER, RUSSIAN
from index.language.lexicons.kinds import Telling
from index.language.words import fold, words
from rag.query.asked.about import asked_about
from rag.query.asked.alternatives import has_anaphora, parted
from rag.query.asked.chapter import quotes_chapter
from rag.query.asked.claims import is_alternative
from rag.query.asked.halves import halves
from rag.query.asked.listed import counts_listed
from rag.query.asked.scope import asks_in_claims
from rag.query.asked.sides import asks_to_compare, says_to_compare, sides
from rag.query.asked.term import ordinal
from rag.query.asked.whole import OPENING, asks_for_document, asks_roughly
from rag.query.kind import KindPrediction
from rag.query.sections.references import names_section
from rag.query.topic import topic_words
from rag.types import Kind

_LEXICONS = (RUSSIAN.telling, ENGLISH.telling, OTHER.telling)
TOLD = 0.8
"""The probability of a kind that the frame tells: not so sure that it refuses what a look-up may answer."""
SURE_OF_SIDES = 0.7
"""Least probability of a comparison in a question without a word that asks for one."""
_PAIR = 2
_OF_DOCUMENT = frozenset(
    {"title", "kind", "language", "first_line", "last_line", "longest", "shortest", "signer", "replaced"}
)
"""What a document says of itself and nothing in it has."""
_OF_SIZE = frozenset({"points", "how_many"})
_MAY_COMPARE = frozenset({Kind.LOOKUP, Kind.COMPARE, Kind.COUNT})
_MAY_CLAIM = frozenset({Kind.ABOUT, Kind.DEFINE, Kind.COUNT})
_MIN_CLAIM = 4
"""Words of the shortest plain sentence that is a claim."""


def _pattern(
    name: str, start: str = r"(?<!\w)", end: str = "", lexicons: Sequence[Telling] = _LEXICONS
) -> re.Pattern[str]:
    found = [one for lists in lexicons for one in getattr(lists, name)]
    return re.compile(rf"{start}(?:{'|'.join(found)}){end}")


_QUOTING, _SECTIONS = _pattern("quoting"), _pattern("sections")
_NAMING, _SUMMING, _FINDING, _REGARDING = (
    _pattern(name, OPENING) for name in ("naming", "summing", "finding", "regarding")
)
_LEANING = frozenset(
    word for lists in (RUSSIAN.followup, ENGLISH.followup) for word in (*lists.further, *lists.pronouns)
)
"""Words for what was named before."""
_CLAIMING, _OTHER_CLAIMING = (_pattern("claiming", OPENING, lexicons=some) for some in (_LEXICONS[:2], _LEXICONS[2:]))
_ASKING, _NO_CLAIM = _pattern("asking", OPENING, r"(?!\w)"), _pattern("no_claim", end=r"(?!\w)")
_CALLED = _pattern("called", OPENING)
_COUNTS = _pattern("counts", OPENING, r"(?!\w)")
_IN_ALL = _pattern("in_all", end=r"(?!\w)")
_MAY_LIST = frozenset({Kind.LOOKUP, Kind.LIST})
_MAY_FIND = frozenset({Kind.QUOTE, Kind.DEFINE, Kind.TALK})
_MAY_SUM = frozenset({Kind.QUOTE, Kind.LIST, Kind.DEFINE})
_REASONS = _pattern("reasons", OPENING, r"(?!\w)")
_COMPARING = _pattern("comparing", end=r"(?!\w)")
_ASKS = re.compile(rf"(?<!\w)(?:{'|'.join((*RUSSIAN.asking, *ENGLISH.asking))})(?!\w)")
_OTHER_ASKS = re.compile(
    rf"(?<!\w)(?:{'|'.join((*OTHER.asked.who, *OTHER.asked.when, *OTHER.asked.how_many, *OTHER.asked.which))})"
)


def told_kind(question: str, taken_for: KindPrediction, *, leans: bool = False) -> KindPrediction:
    """Return the kind of a question after its frame, which overrides a look-up and what is no comparison.

    `leans`: whether it goes on with a question before it, which "what about …" then asks of something else.
    """
    text, language = fold(question), identify_language(question)
    kind = taken_for.kind
    compares = kind is Kind.COMPARE and (asks_to_compare(question) or language not in LANGUAGES)
    is_open = kind is Kind.LOOKUP or (kind is Kind.COMPARE and not compares)
    if (is_open or kind in _MAY_FIND) and _finds(question, text, leans=leans):
        return _told(taken_for, Kind.LIST)
    if (told := _by_words(question, text, kind, is_open=is_open, compares=compares)) is not None:
        return _told(taken_for, told)
    if (is_open or kind in _MAY_CLAIM) and _is_claim(question, text, language, is_open=is_open):
        return _told(taken_for, Kind.YES_NO)
    if kind is Kind.YES_NO and _ASKING.search(text):
        return _next(taken_for)
    is_unsure = taken_for.probability < SURE_OF_SIDES and not is_alternative(question)
    no_pair = kind is Kind.COMPARE and not compares and (is_unsure or _names_several(question))
    return _next(taken_for) if no_pair else taken_for


def _by_words(question: str, text: str, kind: Kind, *, is_open: bool, compares: bool) -> Kind | None:
    """The kind that words of a question tell which is taken for `kind`; None where none does.

    Args:
        question: the question.
        text: the same, folded.
        kind: what it is taken for.
        is_open: whether that is a look-up, or a comparison that no word asks for.
        compares: whether it is a comparison that a word asks for.
    """
    if kind is not Kind.TALK and asks_for_document(text):
        return Kind.OVERVIEW
    quotes = _QUOTING.search(text) is not None
    summing = _SUMMING.search(text) if (is_open or kind in _MAY_SUM) and not quotes else None
    if summing and not _ASKS.search(text, summing.end()):
        return Kind.OVERVIEW
    if (is_open or compares) and quotes:
        return Kind.QUOTE
    if is_open and (asks_roughly(text) or asks_in_claims(question)):
        return Kind.OVERVIEW
    if (told := _told_instead(kind, question, text)) is not None:
        return told
    is_list = (is_open and _NAMING.search(text)) or ((is_open or kind is Kind.QUOTE) and _asks_for_sections(text))
    return Kind.LIST if is_list else None


def asks_anew(question: str) -> bool:
    """Return whether a question asks for a topic of its own, and so for nothing of a question before it.

    So do «найди про рыбу» and "tell me about fish", and not «расскажи о них», «… о втором», "… about the others"; and
    so does «сколько всего статей».
    """
    text = fold(question)
    if _IN_ALL.search(text) and _OF_SIZE >= {*asked_about(question, identify_language(question))} >= {"points"}:
        return not has_anaphora(question)
    found = _FINDING.search(text) or _SUMMING.search(text) or _QUOTING.search(text)
    if found is None or has_anaphora(question) or ordinal(question) is not None:
        return False
    rest = words(question[found.end() :])
    return any(word.is_content for word in rest) and all(word.forms.isdisjoint(_LEANING) for word in rest)


def _finds(question: str, text: str, *, leans: bool) -> bool:
    """Whether a question is for every place on a topic, asks nothing of it and names no part: «найди про рыбу»."""
    found = _FINDING.search(text) or (None if leans else _REGARDING.search(text))
    if found is None or _QUOTING.search(text) or names_section(question):
        return False
    return _ASKS.search(text, found.end()) is None


def _names_several(question: str) -> bool:
    """Whether a question names more things than a comparison is of: «о культуре, спорте и туризме»."""
    return any(len(parted(clause, topic_words(clause))) > _PAIR for clause in re.split("[:;.?!]", question))


def _told_instead(kind: Kind, question: str, text: str) -> Kind | None:
    """What else than what it is taken for a question asks for: a name, a reason, what the document is like."""
    if kind is Kind.DEFINE and _asks_of_document(question):
        return Kind.ABOUT
    if kind is Kind.DEFINE and quotes_chapter(question):
        return Kind.OVERVIEW
    if kind in _MAY_LIST and _COUNTS.search(text):
        return Kind.COUNT
    if (kind is Kind.DEFINE and _CALLED.search(text)) or (kind is Kind.OVERVIEW and _REASONS.search(text)):
        return Kind.LOOKUP  # a name, and not what it means; a reason, and not all that is said
    if kind in _MAY_COMPARE and says_to_compare(question) and halves(question):
        return Kind.COMPARE
    return _instead_of_lookup(question, text) if kind is Kind.LOOKUP else None


def _instead_of_lookup(question: str, text: str) -> Kind | None:
    """What else a look-up asks for: to compare, the number of what texts list, or what the document is like."""
    if _COMPARING.search(text) and sides(question) is not None:
        return Kind.COMPARE
    if counts_listed(question):
        return Kind.COUNT
    return Kind.ABOUT if _asks_of_document(question) else None


def _asks_of_document(question: str) -> bool:
    """Whether a question asks nothing but what only the document as a whole has: a title, a longest section."""
    language = identify_language(question)
    asked = asked_about(question, language) if language in LANGUAGES else ()
    return bool(asked) and _OF_DOCUMENT.issuperset(asked)


def _asks_for_sections(text: str) -> bool:
    """Whether a folded question asks in which sections something stands, and for no quotation of them."""
    return bool(_SECTIONS.search(text)) and not _QUOTING.search(text)


def _is_claim(question: str, text: str, language: str, *, is_open: bool) -> bool:
    """Whether a question is put as one for yes or no: «Создан ли фонд?», "Is it …?", «Встреча пройдёт в Осло?»."""
    if is_alternative(question):
        return False
    if language not in LANGUAGES:
        return bool(_OTHER_CLAIMING.search(text)) and not _OTHER_ASKS.search(text)
    if _CLAIMING.search(text):
        return language == "en" or is_open
    is_sentence = text.rstrip().endswith("?") and len(text.split()) >= _MIN_CLAIM
    plain = is_open and is_sentence and not _ASKS.search(text) and not _NO_CLAIM.search(text)
    return plain and any(word.is_predicate for word in words(question))


def _told(taken_for: KindPrediction, kind: Kind) -> KindPrediction:
    others = [one for one in (taken_for.kind, *taken_for.others) if one is not kind]
    return replace(taken_for, kind=kind, probability=TOLD, others=tuple(others[: len(taken_for.others)]))


def _next(taken_for: KindPrediction) -> KindPrediction:
    """The next likeliest kind that neither refuses unread nor compares; a look-up where there is none."""
    left = tuple(other for other in taken_for.others if other not in {Kind.BEYOND, Kind.TALK, Kind.COMPARE})
    kind = left[0] if left else Kind.LOOKUP
    return KindPrediction(kind, 1.0 - taken_for.probability, left[1:])
