"""The evaluation: a question set, pure metrics, one loop that asks, and a report. Imports rag."""
