"""Hand-set vectors and small worlds that several of the bundled widgets compute with."""
