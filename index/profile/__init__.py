"""A document named: title, short name in every case, kind, date, and references for quotations."""

from index.profile.make import LANGUAGES, profile_of
from index.profile.references import FORMATS, Reference, imprint, references, source
from index.profile.types import Naming, Profile

__all__ = ["FORMATS", "LANGUAGES", "Naming", "Profile", "Reference", "imprint", "profile_of", "references", "source"]
