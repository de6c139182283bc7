"""Files as they are, on any filesystem."""

from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems


def content(path: str) -> bytes:
    """A file's content, packed or not; raises what its filesystem does."""
    with FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED) as file:
        return bytes(file.read())
