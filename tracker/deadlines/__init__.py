"""What is due when, on what basis, how sure. Decisions are pure; queries load what they need."""
