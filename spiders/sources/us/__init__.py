"""The Congress and the agencies of the United States."""
