"""What answers are made of: the document's sentences, its digest, and what of them belongs to a question."""
