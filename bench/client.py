"""A browser without a screen: addresses, cookies, forms. One kept-open connection for each client."""

from __future__ import annotations

import gzip
import http.client
import re
import secrets
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser

__all__ = ["Answer", "Client", "Form", "Page"]

TIMEOUT = 300
MARK = re.compile(r"\b\d{6}\b")  # the number that ends each generated title
BROKEN = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `wire` is the length of the body as it was sent."""

    status: int
    address: str
    text: str
    wire: int
    location: str = ""

    def checked(self) -> Answer:
        """Itself. Raises RuntimeError unless it is a page."""
        if self.status != 200:
            raise RuntimeError(f"{self.address} answered {self.status}: {self.text[:200]!r}")
        return self

    def marks(self) -> set[str]:
        """Everything on the page that looks like the number of a generated entry."""
        return set(MARK.findall(self.text))


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was opened: where it goes, and what it would send."""

    action: str
    method: str
    multipart: bool
    fields: tuple[tuple[str, str], ...]
    labels: Mapping[str, str]  # from a field's name to its label

    def with_field(self, label: str, value: str) -> Form:
        """The form with another text in the field of that label. Raises RuntimeError if there is none."""
        name = next((name for name, words in self.labels.items() if words.startswith(label)), None)
        if name is None:
            raise RuntimeError(f"the form at {self.action} has no field labelled {label}")
        return replace(self, fields=tuple((key, value if key == name else old) for key, old in self.fields))

    def encoded(self) -> tuple[bytes, str]:
        """The form as a browser sends it, and its content type."""
        if not self.multipart:
            return urllib.parse.urlencode(self.fields).encode(), "application/x-www-form-urlencoded"
        edge = secrets.token_hex(16)
        head = f'--{edge}\r\nContent-Disposition: form-data; name="'
        parts = [f'{head}{name}"\r\n\r\n{_line_ends(value)}\r\n' for name, value in self.fields]
        return f"{''.join(parts)}--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


class Client:
    """One session. Raises RuntimeError when an answer is not what a browser could go on with."""

    def __init__(self, root: str, cookies: Mapping[str, str] | None = None) -> None:
        self.root = root
        self.cookies = dict(cookies or {})
        parts = urllib.parse.urlsplit(root)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)

    def close(self) -> None:
        self._connection.close()

    def get(self, address: str) -> Answer:
        """A page, at the end of whatever redirects there are."""
        for _ in range(6):
            try:
                answer = self._request("GET", address)
            except BROKEN:  # a connection that was idle for long: a browser asks again, too
                self._connection.close()
                answer = self._request("GET", address)
            if not answer.location:
                return answer.checked()
            address = answer.location
        raise RuntimeError(f"{address} redirects for ever")

    def send(self, form: Form, page: str) -> Answer:
        """What the server answers to a form; a redirect is not followed."""
        body, kind = form.encoded()
        headers = {"Origin": self.root, "Referer": urllib.parse.urljoin(self.root, page), "Content-Type": kind}
        return self._request("POST", form.action, body, {**headers, "Sec-Fetch-Site": "same-origin"})

    def sign_in(self, link: str) -> None:
        """Spend the link that `cms serve` prints."""
        page = self.get(link)
        form = next((form for form in Page(page).forms if form.method == "post"), None)
        if form is not None:
            self.get(self.send(form, page.address).location)

    def _request(
        self, method: str, address: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        target = urllib.parse.urlsplit(urllib.parse.urljoin(self.root, address))
        path = urllib.parse.urlunsplit(("", "", target.path or "/", target.query, ""))
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {
            "Accept-Encoding": "gzip",
            "Accept": "text/html",
            **(headers or {}),
            **({"Cookie": cookies} if cookies else {}),
        }
        self._connection.request(method, path, body, sent)
        response = self._connection.getresponse()
        data = response.read()
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
        text = gzip.decompress(data) if response.headers.get("Content-Encoding") == "gzip" else data
        location = response.headers.get("Location", "") if response.status in (301, 302, 303, 307, 308) else ""
        return Answer(response.status, path, text.decode("utf-8", "replace"), len(data), location)


class Page(HTMLParser):
    """The links and forms of a page."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.address = answer.address
        self._links: list[tuple[str, str]] = []
        self._forms: list[dict[str, str]] = []
        self._fields: list[tuple[str, dict[str, str], str]] = []  # the form's id or number, the attributes, the value
        self._buttons: list[tuple[str, dict[str, str], str]] = []
        self._labels: dict[str, str] = {}
        self._open_form = ""
        self._text: list[str] = []
        self._started: dict[str, str] = {}
        self._select: dict[str, str] = {}
        self._templates = 0
        self.feed(answer.text)
        self.close()

    @property
    def forms(self) -> list[Form]:
        """All forms, without the values of buttons."""
        return [self._form(key) for key in range(len(self._forms))]

    def marks(self) -> dict[str, str]:
        """The addresses of the generated entries that the page links to, by their six digits."""
        return {match.group(): address for address, text in self._links if (match := MARK.search(text))}

    def editor(self) -> Form:
        """The form that has a Publish button, as that button sends it. Raises RuntimeError if there is none."""
        for owner, attributes, text in self._buttons:
            if text.startswith("Publish") and owner:
                form = self._form(self._number(owner))
                pressed = [(attributes["name"], attributes.get("value", ""))] if attributes.get("name") else []
                return replace(form, fields=(*form.fields, *pressed))
        raise RuntimeError(f"{self.address} has no form with a Publish button")

    def search_address(self, text: str) -> str:
        """Where the page's search box leads with that text. Raises RuntimeError if there is none."""
        for owner, attributes, _ in self._fields:
            if attributes.get("type") == "search" and owner:
                form = self._form(self._number(owner))
                pairs = [(name, text if name == attributes.get("name") else value) for name, value in form.fields]
                return f"{form.action}?{urllib.parse.urlencode(pairs)}"
        raise RuntimeError(f"{self.address} has no search box")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._templates += 1
        elif tag == "form":
            self._open_form = str(len(self._forms))
            self._forms.append(given)
        elif tag in ("a", "button", "label", "textarea"):
            self._started, self._text = given, []
        elif tag == "select":
            self._select = given
        elif tag == "option" and "selected" in given:
            self._keep(self._select, given.get("value", ""))
        elif tag == "input" and _is_sent(given):
            self._keep(given, given.get("value", "on" if given.get("type") in ("checkbox", "radio") else ""))

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self._text)
        words = " ".join(text.split())
        if tag == "template":
            self._templates -= 1
        elif tag == "form":
            self._open_form = ""
        elif tag == "a":
            self._links.append((self._started.get("href", ""), words))
        elif tag == "button":
            self._buttons.append((self._started.get("form") or self._open_form, self._started, words))
        elif tag == "label":
            self._labels[self._started.get("for", "")] = words
        elif tag == "textarea":
            self._keep(self._started, text.removeprefix("\n"))

    def _keep(self, attributes: dict[str, str], value: str) -> None:
        if attributes.get("name") and not self._templates:
            self._fields.append((attributes.get("form") or self._open_form, attributes, value))

    def _number(self, owner: str) -> int:
        return int(owner) if owner.isdigit() else [form.get("id") for form in self._forms].index(owner)

    def _form(self, number: int) -> Form:
        attributes = self._forms[number]
        own = [item for item in self._fields if item[0] in (str(number), attributes.get("id"))]
        return Form(
            action=urllib.parse.urljoin(self.address, attributes.get("action", self.address)),
            method=attributes.get("method", "get").lower(),
            multipart=attributes.get("enctype") == "multipart/form-data",
            fields=tuple((given["name"], value) for _, given, value in own),
            labels={given["name"]: self._labels[given["id"]] for _, given, _ in own if given.get("id") in self._labels},
        )


def _is_sent(attributes: Mapping[str, str]) -> bool:
    kind = attributes.get("type", "text")
    if "disabled" in attributes or kind in ("file", "submit", "button", "reset", "image"):
        return False
    return kind not in ("checkbox", "radio") or "checked" in attributes


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")
