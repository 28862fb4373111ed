"""The evaluation set for kinds of questions: its strict schema and loader. The rules are eval/core/kinds/rules.py."""

from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from eval.core.dataset import DATA, Exchange, Identified, Identifier, SectionId, Split, Text, read_lines
from eval.core.messages import LocalizedError

KINDS_QUESTIONS = DATA / "kinds.jsonl"
_LATER = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth")
LATER_KINDS = tuple(DATA / f"kinds_{ordinal}.jsonl" for ordinal in _LATER)
"""Further test sets, each asked once; no question is close to one of an earlier set."""
SEALED: frozenset[str] = frozenset({"kinds_tenth", "kinds_eleventh", "kinds_twelfth"})
"""Stems of sets whose questions nobody has read, asked or not: nothing is fitted on them."""
DECLARATION = "declaration"
"""Name of the document that questions are about unless they name another one."""

Kind = Literal[
    "overview", "list", "point", "compare", "yes_no", "count", "about", "define", "quote", "lookup", "talk", "beyond"
]
KINDS: tuple[str, ...] = get_args(Kind)
Verdict = Literal["yes", "no", "not_in_text"]
Sort = Literal[
    "underspecified",
    "false_presupposition",
    "nonsense",
    "other_modality",
    "unsafe",
    "outside_text",
    "perturbed",
]
Sections = tuple[SectionId, ...]
Spellings = Annotated[tuple[Text, ...], Field(min_length=1)]


class Evidence(BaseModel):
    """Words of the text that decide a gold, verbatim."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    section: SectionId
    quote: Text


class KindQuestion(Identified):
    """One question of the set with its gold.

    `must` and `may` are ids of sections ("0" is the preamble). For lists and points `must` is all that has to be
    cited; for the other kinds one of `must` is enough, or one of `may` where `must` is empty. `facts` has one tuple a
    fact, the accepted spellings of it. `themes` has one tuple a theme, the sections of which any touches it. `sort`
    marks a question that the text does not answer, `pair` names the answerable question of the same form. `document`
    names a file of eval/data/documents, without its ending, or the declaration; in own sets, a document as people call
    it. `reference` is an answer that a person would give, for readers of the report. Own sets have no `split`.
    """

    lang: Identifier
    kind: Kind
    style: Identifier
    question: Text
    history: tuple[Exchange, ...] = ()
    expect: Literal["answered", "refused", "talk"]
    must: Sections = ()
    may: Sections = ()
    facts: tuple[Spellings, ...] = ()
    short: tuple[Text, ...] = ()
    verdict: Verdict | None = None
    count: Annotated[int, Field(ge=0)] | None = None
    claims: Annotated[int, Field(ge=1)] | None = None
    sides: tuple[Sections, ...] = ()
    themes: tuple[Annotated[Sections, Field(min_length=1)], ...] = ()
    sort: Sort | None = None
    pair: Identifier | None = None
    evidence: tuple[Evidence, ...] = ()
    note: str = ""
    reference: str = ""
    document: Text = DECLARATION
    split: Split | None = None

    @property
    def unanswerable(self) -> bool:
        """Whether the text holds no answer (questions beyond what is offered, like poems, are a kind, not this)."""
        return self.sort is not None

    @property
    def acceptable(self) -> frozenset[str]:
        """Return the sections that may be cited; empty where nothing is said about that."""
        return frozenset((*self.must, *self.may, *(section for side in self.sides for section in side)))

    @property
    def demands_citation(self) -> bool:
        """Whether an answer has to cite; a verdict on what stands nowhere does not, nor does the whole document."""
        return bool(self.must) or (self.verdict is None and bool(self.acceptable))

    @property
    def slices(self) -> frozenset[str]:
        """Return the slices besides the kind: `follow_up`, `other_language`, `unanswerable`."""
        marks = {
            "follow_up": bool(self.history),
            "other_language": self.lang not in {"ru", "en"},
            "unanswerable": self.unanswerable,
        }
        return frozenset(name for name, holds in marks.items() if holds)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for problem, holds in (
            ("must and may share a section", bool(set(self.must) & set(self.may))),
            ("a section stands twice in must or may", len({*self.must, *self.may}) != len(self.must) + len(self.may)),
            ("talk is expected of the kind talk, and of no other", (self.expect == "talk") != (self.kind == "talk")),
            ("the kind beyond is refused", self.kind == "beyond" and self.expect != "refused"),
            ("a refused question of a kind has a sort", self._refused_kind != self.unanswerable),
            ("only an answered question has a gold", self.expect != "answered" and self._has_gold),
            ("only an unanswerable question has a pair", self.pair is not None and not self.unanswerable),
            ("this kind needs more gold", self.expect == "answered" and not self._enough_gold),
        ):
            if holds:
                raise ValueError(problem)
        return self

    @property
    def _refused_kind(self) -> bool:
        return self.expect == "refused" and self.kind != "beyond"

    @property
    def _has_gold(self) -> bool:
        numbers = (self.verdict, self.count, self.claims)
        lists = (self.must, self.may, self.facts, self.short, self.sides, self.themes, self.evidence)
        return any(map(len, lists)) or any(number is not None for number in numbers)

    @property
    def _enough_gold(self) -> bool:
        return {
            "overview": bool(self.themes),
            "list": bool(self.must),
            "point": bool(self.must),
            "compare": len(self.sides) == 2 and all(self.sides),
            "yes_no": self.verdict is not None,
            "count": self.count is not None,
            "about": bool(self.facts or self.must or self.count is not None),
            "define": bool(self.must or self.may),
            "quote": bool(self.may),
            "lookup": bool(self.must),
        }.get(self.kind, True)


def load_kinds(path: Path = KINDS_QUESTIONS, split: Split | Literal["all"] = "all") -> tuple[KindQuestion, ...]:
    """Return every question of a JSON Lines file, or of one split of it, in the file's order.

    Raises:
        EvalError: the file is missing or empty, a line does not fit the schema, an id stands twice, or a pair names
            no answerable question of the file.
    """
    questions = read_lines(path, KindQuestion)
    answerable = {question.id for question in questions if not question.unanswerable}
    if lost := [question.id for question in questions if question.pair and question.pair not in answerable]:
        raise LocalizedError("pair_lost", name=path.name, ids=", ".join(lost))
    return tuple(question for question in questions if split in {"all", question.split})


def spent_sets() -> tuple[Path, ...]:
    """Return the sets that were asked, read and worked on, the further ones on the declaration before the others."""
    there = (*LATER_KINDS, *sorted((DATA / "documents").glob("*.jsonl")))
    return tuple(path for path in there if path.stem not in SEALED)
