"""What a person takes along to testify: drafts and the guide of a place."""
