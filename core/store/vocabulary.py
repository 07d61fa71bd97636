"""Words that many rows share, stored once and named by a small number."""

import json
from collections.abc import Iterable

from core.store.database import Database


class Vocabulary:
    """The words of one vocabulary table; codes are never reused or changed."""

    def __init__(self, database: Database, table: str) -> None:
        self._database = database
        self._table = table
        self._codes: dict[str, int] = {}
        self._words: dict[int, str] = {}

    def codes(self, words: Iterable[str]) -> dict[str, int]:
        """Give the code of every word, adding those that are new in a transaction of its own.

        Call it before the transaction that uses the codes: what is learnt here must stay true if
        that one is undone.
        """
        missing = sorted(set(words) - self._codes.keys())
        if missing:
            sql = f"INSERT INTO {self._table} (word) VALUES (?) ON CONFLICT DO NOTHING"
            with self._database.write() as connection:
                connection.exec_driver_sql(sql, [(word,) for word in missing])
            self._read_words(missing)
        return self._codes

    def code(self, word: str) -> int | None:
        """Give the code of one word, None if it is not stored."""
        if word not in self._codes:
            self._read()
        return self._codes.get(word)

    def word(self, code: int) -> str:
        """Give the word of a code that a row names."""
        if code not in self._words:
            self._read()
        return self._words[code]

    def words(self) -> tuple[str, ...]:
        """Give the words in the order of their codes, "" where a code is not used."""
        self._read()
        return tuple(self._words.get(code, "") for code in range(max(self._words, default=-1) + 1))

    def _read_words(self, words: list[str]) -> None:
        """Learn the codes of these words alone: a vocabulary may have many thousand."""
        sql = f"SELECT code, word FROM {self._table} WHERE word IN (SELECT value FROM json_each(?))"
        for code, word in self._database.rows(sql, (json.dumps(words),)):
            self._words[code], self._codes[word] = word, code

    def _read(self) -> None:
        rows = self._database.rows(f"SELECT code, word FROM {self._table}")
        self._words = dict(rows)
        self._codes = {word: code for code, word in rows}
