"""The questionnaire itself: for a survey tool, for paper, and the letter that goes with it."""
