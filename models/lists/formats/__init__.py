"""The formats of lists, one module each: what a file of the format holds, as entries."""
