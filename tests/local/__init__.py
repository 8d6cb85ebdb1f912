"""Boards of cities and counties."""
