"""Texts as people write them: Markdown to HTML, and what would get lost on the way (rules T)."""
