"""Fits what rag/weights ships, on questions in training/data. Nothing here runs when a question is asked."""
