"""The archive's pages by purpose. Each view parses, calls an action or query and renders."""
