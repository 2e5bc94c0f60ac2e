"""A document as .docx to send round, in which each text of the files is a field of its own; and what came back, text by text."""
