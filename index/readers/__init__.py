"""Files of any kind as plain blocks of text: txt, md, html, docx, pdf. Knows nothing of sections, chunks or questions.

`read.read_file` is the entry: it runs the parser in a child process with limits. `plain.text.read_text` alone is safe
to call in the same process.
"""
