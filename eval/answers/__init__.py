"""Answers of any system as the objects of `rag.ask --jsonl`: asked for, read from a file, and judged."""
