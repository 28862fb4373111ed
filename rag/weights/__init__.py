"""The fitted weights that ship with the project, and the folder that they lie in."""

from pathlib import Path

FOLDER = Path(__file__).parent
