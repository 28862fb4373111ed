"""The bench's peers: a script per system, run by the Python of .venv-bench, importing nothing of this project."""
