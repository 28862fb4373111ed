"""What a question asks for, by its words: of which topics, about what, in what form."""
