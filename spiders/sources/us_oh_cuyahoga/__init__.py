"""Cuyahoga County, Ohio (Cleveland): its boards of mental health, health and human services."""
