"""Summit County, Ohio (Akron): its board of alcohol, drug addiction and mental health services."""
