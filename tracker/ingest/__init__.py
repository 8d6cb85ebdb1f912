"""One visit to a source: load, compare, save, judge. Imports the database and records, never a spider."""
