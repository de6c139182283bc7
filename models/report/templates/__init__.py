"""What `models.report.page` makes a page from; found through importlib.resources."""
