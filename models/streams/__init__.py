"""What reading a stream needs beside Beam: a watermark that the events themselves drive."""
