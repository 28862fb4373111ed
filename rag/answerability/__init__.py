"""Whether the text answers a question, from features to one decision."""
