"""Following what was said over time: topics, the life of a commitment, timelines."""
