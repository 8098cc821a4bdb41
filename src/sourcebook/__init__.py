"""Sourcebook keeps a versioned bibliography of works on a contested subject."""

__version__ = "0.1.0"
