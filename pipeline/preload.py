"""Loads the stages with the built-in rules when it is imported: the process that worker processes are forked from does so once for all."""

from pipeline.work import builtin

builtin()
