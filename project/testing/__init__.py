"""What the tests of every app share: databases, caches, the served site, and the browser."""
