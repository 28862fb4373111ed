"""How a report is drawn: HTML, charts, a table for the terminal."""
