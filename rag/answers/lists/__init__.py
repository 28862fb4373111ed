"""Lists and quotations: every paragraph that a topic stands in, chosen by a fitted head, the LLM or the digest."""
