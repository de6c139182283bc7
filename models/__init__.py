"""What guardbeam knows, as plain Python: log records, detectors, findings. Nothing here imports Beam."""
