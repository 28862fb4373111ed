"""The door for programs that speak OpenAI's chat API: `/v1/chat/completions` and `/v1/models`."""
