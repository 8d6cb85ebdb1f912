"""What every source shares: bases, selectors, dates, fetching."""
