"""The way in for every request: who may ask, what a body may hold, files, and who still waits for a reply."""
