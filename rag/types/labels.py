"""What a question, an answer and the weights behind it are told apart by: closed sets, with the values of `--json`."""

from enum import StrEnum


class Kind(StrEnum):
    """What form of answer a question asks for.

    OVERVIEW: the gist of the document, of sections or of a topic. LIST: every place of something. POINT: what named
    parts say. COMPARE: two things side by side. YES_NO: a verdict. COUNT: a number. ABOUT: the document itself. DEFINE:
    what a term means. QUOTE: the text's own words. LOOKUP: one fact. TALK: small talk. BEYOND: what no text answers.
    """

    OVERVIEW = "overview"
    LIST = "list"
    POINT = "point"
    COMPARE = "compare"
    YES_NO = "yes_no"
    COUNT = "count"
    ABOUT = "about"
    DEFINE = "define"
    QUOTE = "quote"
    LOOKUP = "lookup"
    TALK = "talk"
    BEYOND = "beyond"


class Verdict(StrEnum):
    """The answer to a yes-or-no question.

    `no`: the text says the contrary, or only that it is proposed, supported, instructed; for "is it mentioned": it is
    not. `not_in_text`: a claim about the world on which the text is silent.
    """

    YES = "yes"
    NO = "no"
    NOT_IN_TEXT = "not_in_text"


class Reason(StrEnum):
    """Why a question was refused."""

    NO_ANSWER = "no_answer_in_text"
    OUT_OF_SCOPE = "out_of_scope"
    NO_SUCH_POINT = "no_such_point"
    UNSUPPORTED = "unsupported"
    BAD_QUESTION = "bad_question"


class Mode(StrEnum):
    """How the text of an answer came about.

    Written by the LLM and verified; quoted, the nearest sentence word for word; extracted, spans of the text that were
    chosen for the question; computed, from the digest of the document or by counting.
    """

    GENERATED = "generated"
    QUOTED = "quoted"
    EXTRACTED = "extracted"
    COMPUTED = "computed"


class Rejection(StrEnum):
    """Why a generated sentence was not shown."""

    UNFINISHED = "unfinished"
    RESTATES_QUESTION = "restates_question"
    MISSING_NUMBER = "missing_number"
    MISSING_NAME = "missing_name"
    UNKNOWN_WORD = "unknown_word"
    NEGATION = "negation"
    PROPOSER = "proposer"
    LOW_COVERAGE = "low_coverage"


class Standing(StrEnum):
    """How well the weights in use are known to fit: fitted on these very inputs, on others like them, or not at all."""

    FITTED = "fitted"
    GENERAL = "general"
    NONE = "none"


class Mismatch(StrEnum):
    """What the weights in use were not fitted on."""

    DOCUMENT = "document"
    LLM = "llm"
    EMBEDDER = "embedder"
    DIMENSION = "dimension"
