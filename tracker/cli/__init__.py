"""The verbs of the core, one module a group; the only room that prints."""
