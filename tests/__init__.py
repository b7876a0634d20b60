"""The tests: one file for each module, and the folders of cases that they read."""
