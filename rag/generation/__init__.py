"""The language model: the engine's protocol, its prompts and its implementations."""
