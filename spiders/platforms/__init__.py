"""What many legislatures share: one class a vendor or aggregator."""
