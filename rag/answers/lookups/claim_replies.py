"""What is said to a claim: the verdict, and the sentence of the text that it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.digest.shorten import shorten
from index.language.words import Word, words
from rag.answerability.claim_features import pending_status
from rag.answerability.heads import Features
from rag.answerability.verdict import Judgement, VerdictHead
from rag.answers.lookups.judged import (
    DECIDES,
    is_doubtful,
    likelier,
    may_be_denied,
    settled,
    silence_below,
    special_case,
)
from rag.answers.lookups.worded import compares_beyond, is_only_proposed
from rag.answers.material.source import Source
from rag.answers.reply import Outcome, Reply, Unless
from rag.query.asked.claims import Claim, sought_words
from rag.query.asked.mentions import speaks_of
from rag.query.context import QueryContext
from rag.retrieval.literal import LiteralSearch
from rag.types import Mode, Passage, Sentence, Verdict
from rag.verification.support import is_covered

OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}
_YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """A passage that a claim was judged by; `leans` are the log-odds of yes over no in the LLM's own words."""

    judgement: Judgement
    leans: float
    passage: Passage

    @classmethod
    def of(cls, head: VerdictHead, passage: Passage, features: Features) -> "Judged":
        """Judge a passage."""
        return cls(head.judge(features), features.numbers["yes_over_no"], passage)


class ClaimReplies:
    """Replies to claims about one document."""

    def __init__(self, source: Source, search: LiteralSearch) -> None:
        """Take the document as it is shown, and what finds words in it."""
        self._source, self._search = source, search

    def judged(self, context: QueryContext, claim: Claim, found: "Judged") -> Outcome:
        """The reply to a claim by what the LLM says of it without its denial; None where that is unlikely."""
        language, chunk = context.answer_language, self._source.chunk(found.passage)
        nearest = self._source.nearest(context, chunk)
        is_foreign = context.language != language or not self._source.speaks(language)
        verdict = settled(claim, nearest.text, found.judgement, found.leans, foreign=is_foreign)
        if verdict is Verdict.YES and not claim.denied and is_only_proposed(claim, nearest.text):
            return self.told(context, claim, Verdict.NO, nearest)
        beyond = compares_beyond(claim, "" if is_foreign else self._source.text(chunk, language))
        unsure = context.language != language and found.judgement.decides < DECIDES
        if verdict in {None, Verdict.NOT_IN_TEXT} or unsure or (beyond and not is_foreign):
            beyond = beyond or self._lacks_year(context, claim)
            below = silence_below(found.judgement, foreign=is_foreign, beyond=beyond)
            likely = None if beyond else likelier(claim, nearest.text, found.judgement, found.leans)
            if is_doubtful(likely, claim, nearest.text, foreign=is_foreign):
                likely = None
            return self._unsure(context, claim, found.passage, likely, nearest, below)
        if is_doubtful(verdict, claim, nearest.text, foreign=is_foreign):
            return None
        others = [one for one, _ in self._source.sentences(chunk, language) if one.text != nearest.text]
        if verdict is Verdict.YES and not is_foreign and others:
            texts = [one.text for one in others]
            if (place := special_case(claim, nearest.text, texts)) is not None:
                verdict, nearest = Verdict.NO, others[place]
            elif may_be_denied(claim, nearest.text, texts):
                return None
        return self.told(context, claim, OPPOSITE[verdict] if claim.denied else verdict, nearest)

    def _unsure(
        self,
        context: QueryContext,
        claim: Claim,
        passage: Passage,
        likely: Verdict | None,
        nearest: Sentence,
        below: float,
    ) -> Reply | None:
        """What is said once the gate has told whether the passage answers: the likelier verdict, or silence."""
        answered = None
        if likely is not None:
            answered = self.told(context, claim, OPPOSITE[likely] if claim.denied else likely, nearest)
        if answered is None and not below:
            return None
        lead = context.said.verdicts.not_in_text
        unless = Unless(passage.chunk, answered, below) if answered or below < 1 else None
        return Reply((), Mode.EXTRACTED, lead, Verdict.NOT_IN_TEXT, unless=unless)

    def _lacks_year(self, context: QueryContext, claim: Claim) -> bool:
        """Whether a claim names a year that stands nowhere in the text."""
        years = [word for word in sought_words(claim.text) if word.text.isdigit() and len(word.text) == _YEAR_DIGITS]
        return any(not self._search.together([year], context.answer_language) for year in years)

    def told(self, context: QueryContext, claim: Claim, verdict: Verdict, whole: Sentence) -> Reply:
        """The verdict with the sentence that it rests on."""
        said = context.said
        lead = said.verdicts.yes if verdict is Verdict.YES else said.verdicts.no
        status = pending_status(words(whole.text))
        is_pending = claim.asks_done or is_only_proposed(claim, whole.text)
        if verdict is Verdict.NO and is_pending and not claim.denied and status:
            lead = said.not_yet[status]
        return Reply((shortened(whole, sought_words(claim.text)),), Mode.EXTRACTED, lead, verdict)


def shortened(sentence: Sentence, wanted: Sequence[Word]) -> Sentence:
    """Return a sentence without a clause that can go, if as many of the wanted words stay."""
    place = shorten(sentence.text)
    if place is None:
        return sentence
    short = sentence.text[slice(*place)].rstrip(" .;,:")
    there, left = words(sentence.text), words(short)
    if any(states(word, there) and not states(word, left) for word in wanted):
        return sentence
    return replace(sentence, text=short)


def states(word: Word, there: Sequence[Word]) -> bool:
    """Return whether words hold one in any form, as the number that it means, as a relative or in a compound."""
    return is_covered(word, there) or speaks_of(word, there)
