"""How the site looks: templates, style sheet, and what Sphinx has to be told."""
