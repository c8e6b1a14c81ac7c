"""What reads memory; each query takes the person whose memory it is."""
