"""Pages of motions, votes, resolutions, effects and own decisions."""
