"""Fulton and DeKalb Counties, Georgia (Atlanta): their hospital authority."""
