"""PDF as blocks. A PDF says where characters stand and no more; everything else is inferred from that."""
