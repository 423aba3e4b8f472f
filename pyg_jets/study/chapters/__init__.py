"""The chapters of a study: each measures, tells its trainings, runs and shows."""
