"""Operations: live updates, health, system events and runtime settings."""
