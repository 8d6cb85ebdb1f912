"""Where facts come from: spiders read sources and yield what they claim."""
