"""The numbers by which the sections on a topic are found, each with what it is for.

Chosen on 140 topics of the six development documents, a third of which stand nowhere in them (eval/LOG.md, Any text).
Meaning is weighed as z-scores within one document and words as shares, so that no number here is on the cosine scale of
one embedder. Another document may move them; what they did to these is in the log.
"""

# The words of a topic.

MAX_SPREAD = 0.4
"""A word in more of the sections than this tells none of them from the others."""
LEAST_SHARE = 0.67
"""The least share of a topic's words, by rarity, that the best section has, for the words to have been found at all:
more than two of three that are equally rare, so that of a short topic none may be missing."""
HEADED_SHARE = 0.67
"""What a section has of a topic, at least, that the heading above it is on: as much as LEAST_SHARE, for a heading
speaks for sections that do not repeat its words."""
WORDS_WEIGHT = 4.0
"""What all words of a topic count beside the two z-scores of its meaning, that of the text and that of the headings:
nearly as much as both together where they stand out (LEAST_MEANING_OWN)."""

# The meaning of a topic, where none of its words is there.

LEAST_MEANING_OWN = 5.5
"""The least sum of both z-scores where the text is of the topic's own language: the missing words speak against it."""
LEAST_MEANING_FOREIGN = 5.2
"""The same where the text is of another language, in which the words cannot be found."""
LEAST_MEANING_BESIDE = 4.6
"""The same where something beside it was found, as of two things that are compared, which makes it likelier."""
WITHOUT_HEADINGS = 1.1
"""More is asked by this factor where there are no headings: their score is that of the text once more, not a second
witness."""
HEADING_Z = 2.5
"""The least z-score of a heading that is the topic's by its meaning."""

CHAPTER_LEAD = 1.4
"""By how many standard deviations a chapter's title leads the next one's, to be what a question in another language
means by «глава о …»: on 45 topics of eight spent texts 1.4 took no wrong chapter."""

# How much of a document there has to be, or may be, for that.

MIN_SECTIONS = 12
"""Of fewer sections z-scores mean nothing."""
MIN_HEADINGS = 6
"""Of fewer headings too."""
MAX_HEADINGS = 240
"""Of more headings only those above several sections are compared by meaning; each costs an embedding when a document
is opened."""

# The sections that were found.

VOTERS = 3
"""Most of so many best sections decide which chapter a topic is about."""
PASSAGE_SECTIONS = 5
"""Of so many nearest sections paragraphs are shown, beside those below the headings that are on the topic."""
HEADED_WEIGHT = 2.0
"""What a paragraph gains whose section's heading is on a topic: half of what all words of it would."""
