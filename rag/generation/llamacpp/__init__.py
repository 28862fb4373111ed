"""The engine on llama.cpp; the rest of rag/ uses nothing of it but `engine.open_generator` and `context.KV_TYPES`."""
