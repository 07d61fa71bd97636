"""Qt item models: they translate, they own nothing."""
