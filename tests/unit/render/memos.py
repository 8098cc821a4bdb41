"""What remembers the engine's answers, in memory and open to tests."""


class Memory:
    """A memo whose values can be counted and spoilt."""

    def __init__(self) -> None:
        self.values: dict[str, bytes] = {}
        self.puts = 0

    def get(self, key: str) -> bytes | None:
        return self.values.get(key)

    def put(self, key: str, value: bytes) -> None:
        self.puts += 1
        self.values[key] = value
