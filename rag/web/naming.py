"""A document's own words in the page's strings: what fills {title}, {short_dat}, {kind_gen} and the like."""

import re
from collections.abc import Mapping

from index.document import Document
from index.language.sounds import in_latin
from index.profile import Profile, imprint, profile_of, source
from index.profile.kinds import kind_words

_MAX_SLUG = 60


def fills(language: str, document: Document) -> Mapping[str, str]:
    """Return what fills the placeholders of a language's strings for a document."""
    return _fills(profile_of(document), language)


def _fills(profile: Profile, language: str) -> Mapping[str, str]:
    naming = profile.names[language]
    found = {"title": naming.title, "note": naming.note, "source": source(profile, language)}
    found |= {"short" if case == "nom" else f"short_{case}": form for case, form in naming.short.items()}
    found |= kind_words(profile.kind, language)
    where = imprint(profile, language, short=False)
    found["where"] = f" ({where})" if where else ""
    found["slug"] = slug(naming.short["nom"])
    return found


def slug(text: str) -> str:
    """Return a text as a part of a file's name: Latin letters, digits and hyphens; at least "text"."""
    latin = in_latin(text.lower())
    words = [word for word in re.findall("[a-z0-9]+", latin) if word != "the"]
    return "-".join(words)[:_MAX_SLUG].strip("-") or "text"
