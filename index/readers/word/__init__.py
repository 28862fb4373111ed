"""Word's .docx as blocks."""
