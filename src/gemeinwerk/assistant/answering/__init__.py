"""From the best passages to a quote that stands word for word in its version."""
