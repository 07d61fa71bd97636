"""A web server on this machine whose files can be cut, changed or taken away."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """What is served by path; `cut` ends an answer after that many bytes, once."""

    files: dict[str, bytes] = field(default_factory=dict)
    cut: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    address: str = ""

    def url(self, name: str) -> str:
        return f"{self.address}/{name}"


@contextmanager
def serving() -> Iterator[Site]:
    """Serve until the end of the block."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.lstrip("/")
            wanted = self.headers.get("Range", "")
            site.asked.append((name, wanted))
            content = site.files.get(name)
            if content is None:
                self.send_error(404, "Not Found")
                return
            tag = f'"{hashlib.sha256(content).hexdigest()}"'
            start = int(wanted.removeprefix("bytes=").partition("-")[0]) if wanted else 0
            goes_on = bool(wanted) and self.headers.get("If-Range") == tag
            start = start if goes_on else 0
            if start >= len(content) > 0 and goes_on:
                self.send_error(416, "Range Not Satisfiable")
                return
            self.send_response(206 if goes_on else 200)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            self.wfile.write(content[start : site.cut.pop(name, len(content))])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
