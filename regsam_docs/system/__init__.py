"""The hands: files, git, processes, temporary folders, and what this program knows again as its own."""
