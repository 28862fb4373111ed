"""Speed and quality beside other systems: `python -m eval.bench`."""
