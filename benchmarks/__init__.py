"""Programs that measure Daimon or try to break it: ./daimon bench NAME."""
