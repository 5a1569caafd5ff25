"""Batches: many scenarios from one file, kept through interruptions, divided over workers.

A file becomes a plan (`lezen`), a plan becomes small pure tasks with their inputs (`taken`), tasks run
in this process or on Dask (`uitvoeren`, `verdeeld`), and each outcome is put in its folder whole
(`opslag`).
"""
