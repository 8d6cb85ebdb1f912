"""New York: the Senate's Open Legislation API, which tells of both chambers' bills."""
