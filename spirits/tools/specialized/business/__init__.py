"""Tools for figures and decisions of a business."""
