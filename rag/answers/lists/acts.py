"""«Что поручили министрам?», «Все предложения президента»: what the digest says was proposed, decided or asked for."""

from collections.abc import Callable, Sequence

from index.digest.items.status import predicates
from index.digest.tokens import rules, tokenize
from index.digest.types import Digest, Proposal, Status
from index.language.lexicon import ENGLISH, RUSSIAN
from index.language.roots import share_root
from index.language.words import Word, fold, stem, words
from rag.query.asked.alternatives import Topic
from rag.query.asked.mentions import mentions_word

_ASKED_OF_OTHERS = frozenset({Status.SUPPORTED, Status.ASKED})
"""What a question's own predicate tells: the other statuses have too many words that mean them."""
_PROPOSING = (*RUSSIAN.proposal_nouns, *RUSSIAN.proposal_verbs, *ENGLISH.proposing)
_ACTORS = frozenset((*RUSSIAN.outline.proposers, *ENGLISH.outline.proposers))


def asked_status(question: str) -> Status | None:
    """Return the status that a question asks for by its predicate, or by a noun made of one («поручения»)."""
    lexicon = rules(question)
    found = [one.status for one in predicates(tokenize(question), lexicon) if one.status in _ASKED_OF_OTHERS]
    if found:
        return found[0]
    asked = [word for word in words(question) if word.is_content]
    for status in _ASKED_OF_OTHERS:
        names = [phrase for phrase in lexicon.outline.predicates.get(status.value, ()) if " " not in phrase]
        if any(_related(word, name) for word in asked for name in names):
            return status
    return None


def asks_who(question: str) -> bool:
    """Return whether a question asks for proposals as somebody's: by a noun or verb of proposing."""
    return any(_proposes(word) for word in words(question))


def acts(
    digest: Digest, question: str, topics: Sequence[Topic], stands: Callable[[Topic], bool]
) -> tuple[Proposal, ...] | None:
    """Return the proposals that a question asks for, in order; empty where there are none, None if it asks for others.

    Args:
        digest: of the document.
        question: in Russian or English.
        topics: of the question; a name in them chooses among the proposals by who made them.
        stands: whether words stand together somewhere in the text; so an addressee is known («министры обороны»).
    """
    if asks_who(question):
        found = tuple(one for one in digest.proposals if one.who is not None and one.status is not Status.DONE)
        own = [word for topic in topics for word in topic if not _proposes(word) and not _is_frame(word)]
        named = [word for word in own if word.is_proper]
        if named:
            return tuple(one for one in found if one.who and _holds(one.who.text, named))
        others = [word for word in own if asked_status(word.text) is None]
        return found if not others else None
    status = asked_status(question)
    if status is None:
        return None
    found = tuple(one for one in digest.proposals if one.status is status)
    left = [tuple(word for word in topic if asked_status(word.text) is None) for topic in topics]
    if all(_is_frame(word) for topic in left for word in topic):
        return found
    if status is not Status.ASKED:
        return None
    return found if any(topic and stands(topic) for topic in left) else ()


def is_only_act(topics: Sequence[Topic]) -> bool:
    """Return whether topics name nothing but what is done («поручили»), and not what or who it is about."""
    return all(_proposes(word) or asked_status(word.text) is not None for topic in topics for word in topic)


def _proposes(word: Word) -> bool:
    return any(name in word.forms or _related(word, name) for name in _PROPOSING)


def _related(word: Word, name: str) -> bool:
    folded = fold(word.text)
    return stem(name) in word.forms if folded.isascii() else share_root(folded, name)


def _is_frame(word: Word) -> bool:
    """Whether a word only stands for whoever acts: «стороны», «президенты»."""
    return not word.forms.isdisjoint(_ACTORS)


def _holds(text: str, sought: Sequence[Word]) -> bool:
    there = words(text)
    return any(mentions_word(word, there) for word in sought)
