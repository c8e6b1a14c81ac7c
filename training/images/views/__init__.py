"""The pages of image folders."""
