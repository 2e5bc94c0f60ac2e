"""A content repository as names and bytes, and which of them are what."""
