"""The chat page: layout, strings, the HTML of replies and of the document, feedback, export, the API.

It reads the pipeline's events and dataclasses and makes no decision about answers. Nothing in rag/ outside this folder
imports it.
"""
