"""What the service is made of: the line and the worker of the LLM, the open documents, replies that are kept."""
