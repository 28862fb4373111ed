"""Speed, beside other systems: `python -m eval.bench`."""
