"""Work that takes long: whole files and folders, locks, signals, progress, processes.

Nothing is imported here: the command line needs some of it before anything large is loaded.
"""
