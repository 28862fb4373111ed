"""The chat page: its layout, its words, the HTML of an answer and of the statement, feedback, export, the API.

It lives inside rag/ because it is the page of that pipeline and nothing else: it reads the pipeline's events and
dataclasses and adds no decision of its own. Nothing in rag/ outside this folder knows that a page exists.
"""
