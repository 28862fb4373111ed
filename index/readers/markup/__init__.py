"""HTML and Markdown as blocks."""
