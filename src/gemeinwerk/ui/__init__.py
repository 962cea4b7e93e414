"""The design system: page frame, components, form markup and theme over KERN-UX."""
