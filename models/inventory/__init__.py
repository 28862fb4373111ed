"""What the program is made of: its packages with their licences and known weaknesses, and what it has put where."""
