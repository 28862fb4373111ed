"""Yes or no: the verdict first, then the words of the text that decide.

Whether something is mentioned is looked up in the whole text. Any other claim is judged against the passages that are
nearest to it, read by the LLM; where none of them decides, the text is said to be silent.
"""

from collections.abc import Generator as Yields
from collections.abc import Sequence
from dataclasses import replace

from index.language.words import TOKEN, Word, lemmas, words
from rag import messages
from rag.answerability.claim_features import pending_status
from rag.answerability.verdict import Judgement, VerdictHead
from rag.answers.places import MentionSearch, Place
from rag.answers.reading import PassageReader
from rag.answers.reply import Outcome, Reply
from rag.answers.source import Source
from rag.generation.prompts import LANGUAGES
from rag.query.claims import Claim, read_claim, sought_words
from rag.query.context import QueryContext
from rag.types import Event, Mode, Passage, Sentence, Verdict
from rag.verification.grounding import EvidenceText

MAX_PLACES = 6
"""Places that are shown of something that is mentioned."""
READ = 2
"""Passages that a claim is judged against: of the training claims .99 are decided by one of them (eval/LOG.md)."""
_OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}


class YesNo:
    """Answers questions for yes or no about one document."""

    def __init__(self, source: Source, head: VerdictHead | None = None) -> None:
        """Take the document as it is shown, and what judges claims; None for the fitted one."""
        self._source, self._search = source, MentionSearch(source)
        self._head = head

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the verdict on whether something is mentioned; None for any other question."""
        claim = _claim(context)
        if claim is None:
            return None
        named = context.retrieved.named.points
        if claim.mentioned:
            return self._mentioned(context, claim, claim.mentioned, named)
        names = [word for word in sought_words(claim.text) if word.is_proper]
        if claim.about_text and names and not all(self._places(context, [name]) for name in names):
            return self._missing(context, names)
        return None

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Outcome]:
        """Have the nearest passages read, and return the verdict of the one that decides."""
        yield from ()
        claim = _claim(context)
        if claim is None or claim.mentioned:
            return None
        evidence = self._evidence(context)
        judged: list[tuple[Judgement, EvidenceText]] = []
        asked = replace(context, standalone_question=claim.text) if claim.denied else context
        for one, features, session in reader.read(asked, evidence):
            if session is None:
                return None
            judged.append((self._judge(claim, one, features), one))
        judgement, one = max(judged, key=lambda pair: pair[0].decides)
        verdict = _OPPOSITE.get(judgement.verdict, judgement.verdict) if claim.denied else judgement.verdict
        return self._reply(context, claim, verdict, one.passage)

    def _evidence(self, context: QueryContext) -> list[EvidenceText]:
        return [
            EvidenceText(passage, self._source.retriever.text(passage, context.answer_language))
            for passage in context.retrieved.chunks[:READ]
        ]

    def _mentioned(self, context: QueryContext, claim: Claim, sought: Sequence[Word], named: Sequence[int]) -> Outcome:
        """The places of what is asked after, each section's first where there are many; where sections are named, theirs.

        A named section may speak of something in other words, so that its silence is left to `read`.
        """
        places = self._places(context, sought, named)
        if not places:
            return None if named else self._missing(context, sought)
        if len(places) > MAX_PLACES:
            firsts = {chunk.section.number: (chunk, shown) for chunk, shown in reversed(places)}
            places = [firsts[number] for number in sorted(firsts)][:MAX_PLACES]
        said = messages.replies(context.answer_language).verdicts
        items = tuple(shown for _, shown in places)
        lead = said.mentioned if claim.rhetorical or claim.denied else said.yes
        return Reply(items, Mode.COMPUTED, lead, Verdict.YES)

    def _missing(self, context: QueryContext, sought: Sequence[Word]) -> Reply:
        said = messages.replies(context.answer_language).verdicts
        frame = said.word_missing if len(sought) == 1 else said.words_missing
        return Reply((), Mode.COMPUTED, frame.format(words=_spelt(sought)), Verdict.NO)

    def _places(self, context: QueryContext, sought: Sequence[Word], named: Sequence[int] = ()) -> list[Place]:
        return self._search.places(sought, context.answer_language, named)

    def _reply(self, context: QueryContext, claim: Claim, verdict: Verdict, passage: Passage) -> Reply:
        said = messages.replies(context.answer_language)
        if verdict is Verdict.NOT_IN_TEXT:
            return Reply((), Mode.EXTRACTED, said.verdicts.not_in_text, verdict)
        item = self._deciding(context, passage)
        lead = said.verdicts.yes if verdict is Verdict.YES else said.verdicts.no
        status = pending_status(words(item.text))
        if verdict is Verdict.NO and claim.asks_done and status:
            lead = getattr(said.not_yet, status)
        return Reply((item,), Mode.EXTRACTED, lead, verdict)

    def _deciding(self, context: QueryContext, passage: Passage) -> Sentence:
        """The sentence of a passage that is nearest to the question."""
        chunk = next(chunk for chunk in self._source.chunks if chunk.id == passage.chunk)
        return self._source.nearest(context, chunk)


def _claim(context: QueryContext) -> Claim | None:
    return read_claim(context.question) if context.language in LANGUAGES else None


def _spelt(sought: Sequence[Word]) -> str:
    """What was sought, as it is quoted: one common word in its dictionary form, others as they were typed."""
    if len(sought) > 1:
        return " ".join(word.text for word in sought)
    (word,) = sought
    lemma = lemmas(word.text)[0]
    if word.text.isupper() and TOKEN.fullmatch(word.text) and len(word.text) <= 5:
        return word.text
    return lemma.capitalize() if word.is_proper and not word.text.isupper() else lemma
