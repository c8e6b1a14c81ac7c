"""Texts that give orders to whoever reads them, and a model that obeys every one."""
