"""Downloads: from which place each part of a file comes, and what is already here."""
