"""Text generation: the engine protocol, the prompts, and one package for each engine."""
