"""Questions as they were meant: misspelt, in Latin letters, in the wrong layout, all in capitals."""
