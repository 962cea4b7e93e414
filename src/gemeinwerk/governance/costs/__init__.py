"""Cost keys, budgets, plan and actual, savings."""
