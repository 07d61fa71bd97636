"""INFO keys of engines in annotated variant files: letters, digits and underscores alone."""

SPLICE_KEYS = {
    "spliceai": "SpliceAI",
    "openspliceai": "OpenSpliceAI",
    "pangolin": "Pangolin",
}
"""Keys of the splice engines of the program."""


def plain_key(words: str) -> str:
    """Make a key of a title or an identifier."""
    spaced = "".join(letter if letter.isalnum() and letter.isascii() else " " for letter in words)
    key = "_".join(spaced.split())
    return key if key[:1].isalpha() else f"E_{key}"


def splice_key(engine_id: str) -> str:
    """Give the key of a splice engine; of a network a person brought or trained, its identifier."""
    return SPLICE_KEYS.get(engine_id) or plain_key(engine_id)
