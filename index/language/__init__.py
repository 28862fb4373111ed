"""Words, sentences and numbers of the languages that the project reads; knows nothing of documents or questions."""
