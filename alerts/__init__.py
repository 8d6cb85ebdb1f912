"""Who hears of it: digests, suggested actions and the channels that carry them."""
