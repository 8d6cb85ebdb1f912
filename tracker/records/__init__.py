"""What is known: records, what changed, merging, stages. Pure: imports neither database, network, process nor settings."""
