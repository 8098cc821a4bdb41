"""The rules: plain functions from a Library to Problems. Pure."""
