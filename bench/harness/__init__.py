"""The parts of side-by-side: work (what is measured), stage (who takes part), measure (one run), figures (many runs)."""
