"""What alliances publish, as OParl 1.1 (https://schema.oparl.org/1.1/): anonymous, read only."""
