"""regsam-docs: YAML files of a social-work area become checked, signable documents."""

__version__ = "1.0.0"
