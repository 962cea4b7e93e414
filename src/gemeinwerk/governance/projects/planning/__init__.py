"""How a project goes on: goals and readings, milestones, and what members put in."""
