"""Minutes: drafted from what was decided, edited item by item, fixed once the chair releases."""
