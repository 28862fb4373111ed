"""Set-up from nothing: a virtual environment, packages, models, index. Runs on a bare Python, without any package.

`python app.py --setup` and the Makefile both come here, so that Windows, macOS and Linux take the same way. Each stage
leaves a stamp when it is done; a set-up that was interrupted goes on where it stopped, and costs nothing where nothing
is missing.
"""
