"""Results for other programs; own questions from sheets are in questions/."""
