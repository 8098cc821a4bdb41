"""The world outside: fetching its pages safely, and reading what they and the registries say of a work."""
