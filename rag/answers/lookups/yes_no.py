"""Yes or no: the verdict first, then the words of the text that decide.

Whether something is mentioned is looked up in the whole text; that it is not, is said at once only where no other words
can be meant. Any other claim is judged against the passages that are nearest to it, read by the LLM; where none of them
decides, the text is said to be silent.
"""

from collections.abc import Generator as Yields
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.language.sentences import split_sentences
from index.language.words import Word, fold, is_known, lemmas, words
from index.profile.kinds import generic
from rag.answerability.heads import Features
from rag.answerability.verdict import verdict_features
from rag.answers.lookups.claim_replies import OPPOSITE, ClaimReplies, Judged, shortened, states
from rag.answers.lookups.judged import SURELY_DECIDES
from rag.answers.lookups.reading import PassageReader
from rag.answers.lookups.worded import WordedClaim
from rag.answers.material.other_words import OtherWords
from rag.answers.material.source import Source
from rag.answers.material.subjects import Subjects
from rag.answers.reply import Outcome, Reply
from rag.answers.wording.excerpt import excerpt
from rag.generation import prompts
from rag.query.asked.claims import Claim, mentioned_words, read_claim, sought_words
from rag.query.asked.parts_of_speech import is_modifier
from rag.query.context import QueryContext
from rag.retrieval.literal import LiteralSearch, Occurrence
from rag.types import Event, Mode, Passage, Sentence, Verdict
from rag.verification.grounding import EvidenceText

MAX_PLACES = 6
"""Places that are shown of something that is mentioned."""
MAX_READ = 2
"""Passages that a claim is judged against: a second one only if it scores nearly as high as the first."""
MAX_WORDED = 5
"""Passages, nearest first, whose words may decide a claim without the LLM."""
_MAX_ACRONYM = 5


class YesNo:
    """Answers questions for yes or no about one document."""

    def __init__(self, source: Source, search: LiteralSearch, subjects: Subjects | None = None) -> None:
        """Take the document as it is shown, what finds words in it, and what tells its sections on a topic."""
        self._source, self._search, self._replies = source, search, ClaimReplies(source, search)
        self._other_words = OtherWords(source)
        self._subjects = subjects or Subjects(source)

    def at_once(self, context: QueryContext) -> Outcome:
        """Return the verdict on whether something is mentioned; None for any other question."""
        claim = _claim(context)
        if claim is None:
            return None
        if claim.mentioned:
            return self._mentioned(context, claim)
        names = [word for word in sought_words(claim.text) if word.is_proper]
        if claim.about_text and names and not all(self._places(context, [name]) for name in names):
            return self._missing(context, names)
        return self._worded(context, claim)

    def read(self, context: QueryContext, reader: PassageReader) -> Yields[Event, None, Outcome]:
        """Have the nearest passages read, and return the verdict of the one that decides; None where that is unsure."""
        yield from ()
        claim, head = _claim(context), reader.heads.verdict
        if claim is None or head is None:
            return None
        found = [Judged.of(head, *one) for one in self.weighed(context, reader)]
        if not found:
            return None
        best = max(found, key=lambda one: min(one.judgement.decides, SURELY_DECIDES))
        if claim.mentioned and not context.retrieved.named.points:  # sought in vain by its words
            verdict = best.judgement.verdict
            if verdict is not Verdict.YES and self._is_lacking(context, claim.mentioned):
                return Reply((), Mode.EXTRACTED, context.said.verdicts.not_spoken_of, Verdict.NO, is_sure=True)
            return self._not_found(context, claim, verdict, best.passage) if verdict else None
        return self._replies.judged(context, claim, best)

    def _not_found(self, context: QueryContext, claim: Claim, verdict: Verdict, passage: Passage) -> Reply:
        """The reply to whether something is mentioned that the words of the text do not tell."""
        if verdict is not Verdict.YES:
            return Reply((), Mode.EXTRACTED, context.said.verdicts.not_spoken_of, Verdict.NO)
        return self._replies.told(context, claim, verdict, self._source.nearest(context, self._source.chunk(passage)))

    def weighed(self, context: QueryContext, reader: PassageReader) -> Iterator[tuple[Passage, Features]]:
        """Yield each passage that a claim is judged against, with what the verdict is weighed by.

        None where the question makes no claim, or the LLM does not tell what it thinks of it.
        """
        claim = _claim(context)
        if claim is None:
            return
        asked = replace(context, standalone_question=claim.text) if context.previous is None else context
        choices = prompts.verdict_choices(context.answer_language)
        for one, features, session in reader.read(asked, self._evidence(context), judges=True):
            logits = session.choice_logits(choices)
            if logits.size and features.vectors["hidden_state"].size:
                sentences = [sentence.text for sentence in split_sentences(one.text)]
                yield one.passage, verdict_features(claim, sentences, features, logits, reader.unread_gate)

    def _evidence(self, context: QueryContext) -> list[EvidenceText]:
        retriever, chunks = self._source.retriever, context.retrieved.chunks
        near = [one for one in chunks[:MAX_READ] if one.score >= chunks[0].score - retriever.ranker.margins.read]
        return [EvidenceText(passage, retriever.text(passage, context.answer_language)) for passage in near]

    def _mentioned(self, context: QueryContext, claim: Claim) -> Outcome:
        """Where it stands: every sentence, or the first one of each section where those are too many.

        In sections that the question names it may stand in other words, so that their silence is left to `read`, as is
        that of the text where other words for it are likely to stand there.
        """
        named = context.retrieved.named.points
        if self._other_words.are_needed(context.language):
            return self._mentioned_otherwise(context, claim, named)
        found = self._places(context, claim.mentioned, named)
        if not found:
            nowhere = [word for word in claim.mentioned if not self._places(context, [word])]
            unsure = named or self._may_stand_otherwise(context, claim.mentioned, nowhere)
            return None if unsure else self._missing(context, nowhere)
        return self._found(context, claim, found, claim.mentioned)

    def _mentioned_otherwise(self, context: QueryContext, claim: Claim, named: Sequence[int]) -> Reply | None:
        """Where it stands in a text of another language, in words of that; None where these are not known."""
        for way in self._other_words.common([claim.mentioned]):
            found = self._search.together(way, self._source.language, related=True)
            if found := tuple(one for one in found if not named or one.section in named):
                return self._found(context, claim, found, way)
        return None

    def _is_lacking(self, context: QueryContext, sought: Sequence[Word]) -> bool:
        """Whether a text of another language has none of the words that a glossary has for one that is sought."""
        needed = self._other_words.are_needed(context.language) and not context.retrieved.named.points
        return needed and any(map(self._other_words.lacks, sought))

    def _found(self, context: QueryContext, claim: Claim, found: Sequence[Occurrence], sought: Sequence[Word]) -> Reply:
        """Yes, with the places."""
        places = list({one.place: one for one in found}.values())
        if len(places) > MAX_PLACES:
            places = list({one.section: one for one in reversed(places)}.values())[::-1][:MAX_PLACES]
        said = context.said.verdicts
        lead = said.mentioned if claim.rhetorical or claim.denied else said.yes
        items = tuple(self._shown(context, one, sought) for one in places)
        return Reply(items, Mode.COMPUTED, lead, Verdict.YES)

    def _worded(self, context: QueryContext, claim: Claim) -> Outcome:
        """The verdict of the sentences whose words decide the claim; None where there are none, or they disagree."""
        language = context.answer_language
        worded = WordedClaim.of(claim)
        if context.previous or context.language != language or not self._source.speaks(language):
            return None
        found: dict[Verdict, Sentence] = {}
        for passage in context.retrieved.chunks[:MAX_WORDED]:
            chunk = self._source.chunk(passage)
            for sentence, _ in self._source.sentences(chunk, language):
                if verdict := worded.verdict(sentence.text, chunk.context if language == self._source.language else ""):
                    found.setdefault(verdict, sentence)
        if len(found) != 1:
            return None
        ((verdict, sentence),) = found.items()
        verdict = OPPOSITE[verdict] if claim.denied else verdict
        return self._replies.told(context, claim, verdict, sentence)

    def _may_stand_otherwise(self, context: QueryContext, sought: Sequence[Word], nowhere: Sequence[Word]) -> bool:
        """Whether a text that lacks words of a topic, or does not have all together, may speak of it in others.

        A name, an abbreviation or a word that is in no dictionary has no other words. Of a topic in several words one
        that is more than a modifier is there; or a section is near it in meaning: «собака-поводырь» is a guide dog,
        whatever the text calls it.
        """
        if any(word.is_proper or word.text.isupper() or not is_known(fold(word.text)) for word in nowhere):
            return False
        if any(word not in nowhere and not is_modifier(word) for word in sought):
            return True
        return not nowhere or self._subjects.find(sought, context.language) is not None

    def _missing(self, context: QueryContext, nowhere: Sequence[Word]) -> Reply:
        """Name the words that stand nowhere."""
        said = context.said.verdicts
        frame = said.word_missing if len(nowhere) == 1 else said.words_missing
        return Reply((), Mode.COMPUTED, frame.format(words=_spelt(nowhere)), Verdict.NO)

    def _places(
        self, context: QueryContext, sought: Sequence[Word], named: Sequence[int] = ()
    ) -> tuple[Occurrence, ...]:
        found = self._search.together(sought, context.answer_language, related=True)
        return tuple(one for one in found if not named or one.section in named)

    def _shown(self, context: QueryContext, one: Occurrence, sought: Sequence[Word]) -> Sentence:
        sentences = self._source.sentences(one.chunk, context.answer_language)
        sentence = sentences[min(one.sentence, len(sentences) - 1)][0]
        held = [word for word in words(sentence.text) if any(states(wanted, [word]) for wanted in sought)]
        if not held:
            return shortened(sentence, sought)
        return replace(sentence, text=excerpt(sentence.text, held[0].start, held[-1].end))


def _claim(context: QueryContext) -> Claim | None:
    claim = read_claim(context.question)
    if claim is None or not claim.mentioned:
        return claim
    own = mentioned_words(generic(claim.text, context.document_kind))  # «в уставе» is where, and not what is sought
    return replace(claim, mentioned=own or claim.mentioned)


def _spelt(sought: Sequence[Word]) -> str:
    """What was sought, as it is quoted: one word in its dictionary form, several as they were typed."""
    if len(sought) > 1:
        return " ".join(word.text for word in sought)
    (word,) = sought
    if word.text.isupper() and len(word.text) <= _MAX_ACRONYM:
        return word.text
    lemma = lemmas(word.text)[0]
    return lemma.capitalize() if word.is_proper and not word.text.isupper() else lemma
