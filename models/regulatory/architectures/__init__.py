"""Networks that read regulatory sequence, each as in its paper."""
