"""The first ten minutes with new files: a draft of study.toml, and a list of what is wrong."""
