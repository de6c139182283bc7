"""Own rules: expressions over the extracted fields of a record, with tests beside them."""
