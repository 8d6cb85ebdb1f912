"""The database: engine, models, queries, search, upkeep. Nothing here decides what a record means."""
