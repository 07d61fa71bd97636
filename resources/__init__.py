"""What the program ships beside its code: rules, pack cards, templates, icons, the demo case."""
