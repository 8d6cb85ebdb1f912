"""Deadlines and hearings as iCalendar entries. Pure: imports neither database, network, process nor settings."""
