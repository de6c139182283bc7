"""What AWS's own documents say, evaluated: bucket policies and S3 access control lists."""
