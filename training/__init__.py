"""Fits what rag/weights ships, from questions of the development half and of training/data; needs scikit-learn."""
