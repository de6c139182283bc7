"""Rule packs that come with the project: TOML files in the form of `models.rules.pack`."""
