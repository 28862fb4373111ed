"""Summaries: of the whole document, of sections that a question names, of two topics or sections side by side."""
