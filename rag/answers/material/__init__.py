"""What all answers are made of: the sentences of a document, its digest, its headings, the sections on a topic."""
