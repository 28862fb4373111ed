"""The bench's peers: one script a system, run by the Python of .venv-bench; they import nothing of this project."""
