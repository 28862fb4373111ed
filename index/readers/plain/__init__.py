"""Plain text: its encoding, its ends of lines and hyphens, and characters written in one way."""
