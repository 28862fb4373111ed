"""The few words of a sentence that answer a question."""
