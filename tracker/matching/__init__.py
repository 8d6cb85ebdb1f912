"""Topics against stored records: flags and near misses."""
