"""Words that questions are asked with, and words that tell what is asked for; their lists stand in the lexicons."""

from functools import cache, lru_cache

from index.digest.tokens import Token
from index.language.lexicon import ENGLISH, RUSSIAN

_LEXICONS = (RUSSIAN, ENGLISH)
_SORTS = ("who", "whose", "when", "where", "which", "what")
_OF_ACTIONS = frozenset({"VERB", "INFN", "PRTS", "PRTF", "GRND", "NAME"})


def is_one_of(token: Token, name: str) -> bool:
    """Return whether a word is in a list of `Asked`, in any form."""
    words = listed(name)
    return token.folded in words or token.lemma_among(words) is not None


def is_action(token: Token) -> bool:
    """Return whether a word is a verb or names an action; any English word may."""
    return token.pos in _OF_ACTIONS or token.lemma.endswith(RUSSIAN.action_endings)


def proposes(token: Token) -> bool:
    """Return whether a word says that something is proposed, or is a proposal."""
    for lexicon in _LEXICONS:
        said = frozenset((*lexicon.proposing, *lexicon.proposal_nouns, *lexicon.proposal_verbs))
        if token.folded in said or token.lemma_among(said):
            return True
    return False


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of a list of `Asked`, in Russian and English."""
    return frozenset(word for lexicon in _LEXICONS for word in getattr(lexicon.asked, name))


@lru_cache(maxsize=4096)
def sort_of(folded: str) -> str:
    """Return the list of `Asked` that an asking word stands in; empty for other words."""
    for lexicon in _LEXICONS:
        for sort in _SORTS:
            if folded in getattr(lexicon.asked, sort):
                return sort
        if folded.startswith(lexicon.asked.how_many):
            return "how_many"
    return ""
