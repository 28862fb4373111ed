"""Earlier turns: which one a question leans on, and what it means with it."""
