"""Looking around in a demo database: its people, their mail, and doors that stay shut. Nowhere else."""
