"""The demo case: an artificial genome, a simulated trio and the script that makes them."""
