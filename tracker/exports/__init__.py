"""Stored records as rows, feeds and addresses for others."""
