"""Cards of the architectures whose checkpoints a person can bring."""
