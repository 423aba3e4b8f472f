"""The paper's claims, one by one: each with its test over several trainings and its verdict."""
