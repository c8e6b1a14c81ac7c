"""What is known of each request afterwards: a log line, a row of the API log, and the metrics."""
