"""How long tests wait for another process."""

PATIENCE = 600.0
"""Seconds after which a test that waits in vain ends; never how long anything may take. On a machine that is busy with other
things, what takes one second takes a minute."""
