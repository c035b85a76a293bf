"""Pages that are empty without scripts: fetched with a real browser, behind the same guard as everything else."""
