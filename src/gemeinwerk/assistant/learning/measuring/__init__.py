"""How well a member's assistant answers the member's own questions, and what changed since."""
