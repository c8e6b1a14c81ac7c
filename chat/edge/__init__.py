"""The ASGI edge: what streams is answered before Django's handler, so that no request cycle or connection is held."""
