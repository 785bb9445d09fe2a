"""What people see: released tables, figures, readings, results and the site."""
