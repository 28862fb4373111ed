"""Questions from spreadsheets, and results for other programs."""
