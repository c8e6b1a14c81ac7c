"""Documents that minions answer from: read, cut into passages, searched and cited."""
