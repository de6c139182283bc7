"""Suppression: findings that match a rule are archived."""
