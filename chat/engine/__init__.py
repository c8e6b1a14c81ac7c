"""The answering of runs: claim, assemble, stream, call tools, settle. It lives beside the web server's event loop."""
