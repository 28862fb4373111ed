"""From a question to a verified answer: retrieve, gate, answer, verify. Imports index and models."""
