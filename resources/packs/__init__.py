"""Cards of the packs: what each predicts, where it comes from, under which licence."""
