"""States of a content repository side by side: what changed, which commits have a Fassung, insertions and deletions in words."""
