"""What stands where in a document, verbatim: title, parties, headings, names, proposals, dates, abbreviations."""

from index.digest.items.abbreviations import spelt_out
from index.digest.items.status import status_of
from index.digest.make import digest_of, make_digest
from index.digest.shorten import shorten
from index.digest.types import Abbreviation, Digest, Name, Proposal, Span, Status

__all__ = [
    "Abbreviation", "Digest", "Name", "Proposal", "Span", "Status", "digest_of", "make_digest", "shorten", "spelt_out",
    "status_of",
]  # fmt: skip
