"""Text of a YAML file → the same in the schema's order of keys and one layout: comments kept, no text touched."""

from regsam_docs.tidy.tidy import Left, same, tidied

__all__ = ["Left", "same", "tidied"]
