"""The running pages, asked over real HTTP."""

import http.client
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import urlencode


@dataclass
class Answer:
    status: int
    headers: Message
    text: str

    @property
    def place(self) -> str:
        return self.headers["Location"] or ""


@dataclass
class Site:
    """The running pages, asked as a browser would: with the page's token and cookie, unless told otherwise."""

    port: int
    cookie: str = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items() if value}
        if self.cookie:
            named.setdefault("Cookie", self.cookie)
        try:
            connection.request(method, path, body, named)
            reply = connection.getresponse()
            answer = Answer(reply.status, reply.headers, reply.read().decode())
        finally:
            connection.close()
        if answer.headers["Set-Cookie"]:
            self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def token(self) -> str:
        return self.get("/").text.partition('name="token" value="')[2].partition('"')[0]

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Answer:
        body = urlencode({"token": self.token(), **(fields or {})})
        headers.setdefault("Sec_Fetch_Site", "same-origin")
        return self.ask("POST", path, body, **{"Content_Type": "application/x-www-form-urlencoded", **headers})

    def decide(self, item: str, action: str, seen: str = "pending", **more: Any) -> Answer:
        fields = {"action": action, "seen": seen, "version": 1, "note": "", **more}
        return self.post(f"/items/{item}/decide", fields)
