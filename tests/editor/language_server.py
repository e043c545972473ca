"""An editor's side of the language server protocol, as much of it as the tests speak.

The server is yaml-language-server, the one inside the YAML extensions of VS Code, Neovim, Helix
and others. It runs as a child process and speaks JSON-RPC over its stdin and stdout. Places count
from 1, as in statecraft's own messages; on the wire they count from 0.
"""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path
from typing import Any

# A server that hangs is ended after this many seconds, which the reading side sees as its end.
PATIENCE_S = 120

# What a person's settings say. The stores of public schemas would be fetched over the network, and
# a definition must not need them.
SETTINGS = {
    "yaml": {"schemaStore": {"enable": False}, "kubernetesCRDStore": {"enable": False}},
}

CAPABILITIES = {
    "textDocument": {"completion": {"completionItem": {"documentationFormat": ["markdown"]}}}
}


class ServerError(Exception):
    """The server ended, or refused a request."""


class Editor:
    """A server with the documents that were opened in it; one request at a time.

    Args:
        command: what starts the server.
        folder: the folder that is open in the editor.
        schemas: the setting ``yaml.schemas``: path of a schema → pattern of files.
    """

    def __init__(self, command: list[str], folder: Path, schemas: dict[str, str]) -> None:
        self._settings = {"yaml": SETTINGS["yaml"] | {"schemas": schemas}}
        self._server = subprocess.Popen(
            [*command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._watchdog = threading.Timer(PATIENCE_S, self._server.kill)
        self._watchdog.start()
        self._sent = 0
        self._found: dict[str, list[Any]] = {}
        folders = [{"uri": folder.as_uri(), "name": folder.name}]
        self._request(
            "initialize",
            processId=None,
            capabilities=CAPABILITIES,
            rootUri=folder.as_uri(),
            workspaceFolders=folders,
        )
        self._send(method="initialized", params={})

    def close(self) -> None:
        """End the server as an editor does that is closed."""
        try:
            self._request("shutdown")
            self._send(method="exit")
            self._server.communicate()
        finally:
            self._watchdog.cancel()
            self._server.kill()

    def open(self, path: Path, text: str) -> str:
        """Open a document, whose text need not be saved; its address for later requests."""
        document = {"uri": path.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send(method="textDocument/didOpen", params={"textDocument": document})
        return path.as_uri()

    def diagnostics(self, uri: str) -> list[tuple[str, str]]:
        """What the editor underlines: ``line:column-line:column`` and the message, in order."""
        while uri not in self._found:
            self._take()
        found = sorted(self._found[uri], key=lambda one: _corners(one["range"]))
        return [(_place(one["range"]), one["message"]) for one in found]

    def completions(self, uri: str, line: int, column: int) -> list[dict[str, Any]]:
        """What is offered at the cursor, in alphabetical order."""
        answer = self._at("textDocument/completion", uri, line, column)
        return sorted(answer["items"], key=lambda item: item["label"])

    def hover(self, uri: str, line: int, column: int) -> str:
        """The Markdown of the box at the cursor; empty where there is none."""
        answer = self._at("textDocument/hover", uri, line, column)
        return answer["contents"]["value"] if answer else ""

    def _at(self, method: str, uri: str, line: int, column: int) -> Any:
        position = {"line": line - 1, "character": column - 1}
        return self._request(method, textDocument={"uri": uri}, position=position)

    def _request(self, method: str, **params: Any) -> Any:
        self._sent += 1
        self._send(id=self._sent, method=method, params=params)
        answer = self._take()
        while "method" in answer or answer["id"] != self._sent:
            answer = self._take()
        if "error" in answer:
            raise ServerError(answer["error"])
        return answer["result"]

    def _send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin is not None
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._server.stdin.flush()

    def _take(self) -> dict[str, Any]:
        """The next message; what the server asks is answered on the way."""
        message = self._read()
        match message:
            case {"method": "textDocument/publishDiagnostics", "params": params}:
                self._found[params["uri"]] = params["diagnostics"]
            case {"method": "workspace/configuration", "id": number, "params": params}:
                wanted = [self._settings.get(item["section"]) for item in params["items"]]
                self._send(id=number, result=wanted)
            case {"method": _, "id": number}:
                self._send(id=number, result=None)
        return message

    def _read(self) -> dict[str, Any]:
        assert self._server.stdout is not None
        length = 0
        while (line := self._server.stdout.readline()) not in {b"\r\n", b""}:
            name, _, value = line.decode().partition(":")
            length = int(value) if name == "Content-Length" else length
        if not line:
            raise ServerError("the language server has ended")
        message: dict[str, Any] = json.loads(self._server.stdout.read(length))
        return message


def _corners(between: dict[str, dict[str, int]]) -> list[int]:
    """Line, column, line, column, from 1."""
    ends = (between["start"], between["end"])
    return [end[word] + 1 for end in ends for word in ("line", "character")]


def _place(between: dict[str, dict[str, int]]) -> str:
    return "{}:{}-{}:{}".format(*_corners(between))
