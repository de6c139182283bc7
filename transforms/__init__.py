"""Beam transforms: wiring and state adaptors around `models`."""

import objsize

# Beam's state cache measures every cached value with objsize, which by default walks the globals of every
# loaded module for it: 0.4 ms a call, most of what a state access costs. This is objsize's own setting; Beam's
# filter leaves modules out anyway. It has to be made in the worker's process, so it is made here.
objsize.default_settings.exclude_modules_globals = False
