"""What a digest is made of, a module a sort of item."""
