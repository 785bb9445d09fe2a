"""Models: what is asked of the measures, with honest uncertainty."""
