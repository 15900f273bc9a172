#!/usr/bin/env python3
"""Opens an incident, enriches it and closes it through the API. Needs Python 3 alone; docs/incident-api.md explains.

    COLOA_PASSWORD=... python3 incident.py --url http://127.0.0.1:8080 --user truc.ban --agency <id> \
        --indicator 203.0.113.7 --indicator hxxp://c2[.]example[.]com/a --evidence nhat-ky.log --close
"""

import argparse
import datetime
import http.cookiejar
import json
import os
import pathlib
import sys
import urllib.error
import urllib.request
import uuid


class Refused(Exception):
    """The server said no: its code (e.g. incident.not_closable) and the values that go with it."""

    def __init__(self, status, problem):
        self.status = status
        self.code = problem.get("code", "")
        self.params = problem.get("params", {})
        super().__init__(f"{status} {self.code} {self.params}")


class Coloa:
    """A session. Every change carries the token that the sign-in gave; edits carry the version that was seen."""

    def __init__(self, url):
        self.base = url.rstrip("/") + "/api/v1"
        self.token = None
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        # No proxy: the server is in the house.
        self.opener = urllib.request.build_opener(cookies, urllib.request.ProxyHandler({}))

    def call(self, method, path, body=None, etag=None, content_type="application/json"):
        """One request; gives the answer's JSON (or bytes) and its ETag."""
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=body, method=method)
        if body is not None:
            request.add_header("Content-Type", content_type)
        if self.token:
            request.add_header("X-CSRF-Token", self.token)
        if etag:
            request.add_header("If-Match", etag)
        try:
            with self.opener.open(request, timeout=60) as answer:
                content = answer.read()
                is_json = answer.headers.get_content_type() == "application/json"
                return (json.loads(content) if is_json and content else content), answer.headers.get("ETag")
        except urllib.error.HTTPError as error:
            text = error.read()
            is_problem = error.headers.get_content_type() == "application/problem+json"
            raise Refused(error.code, json.loads(text) if is_problem else {}) from None

    def sign_in(self, user, password):
        answer, _ = self.call("POST", "/auth/sign-in", {"user_name": user, "password": password})
        self.token = answer["csrf_token"]

    def upload(self, path, fields, files):
        """A multipart form: text fields, then files as (field, name, content)."""
        boundary = uuid.uuid4().hex
        parts = []
        for name, value in fields.items():
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            parts += [head.encode(), str(value).encode(), b"\r\n"]
        for field, name, content in files:
            name = name.replace('"', "_").replace("\r", "_").replace("\n", "_")
            head = (
                f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n"
            )
            parts += [head.encode(), content, b"\r\n"]
        parts.append(f"--{boundary}--\r\n".encode())
        return self.call(
            "POST", path, b"".join(parts), content_type=f"multipart/form-data; boundary={boundary}"
        )


class Case:
    """One incident."""

    def __init__(self, server, identity):
        self.server = server
        self.path = f"/incidents/{identity}"

    def read(self):
        return self.server.call("GET", self.path)

    def change(self, method, rest, body):
        """A change of the case itself: reads the version, and tries again when somebody else was faster."""
        for attempt in range(3):
            _, etag = self.read()
            try:
                return self.server.call(method, self.path + rest, body, etag)[0]
            except Refused as refused:
                if refused.status != 412 or attempt == 2:
                    raise

    def step(self, step, **more):
        return self.change("POST", "/step", {"step": step, **more})


def meet_clocks(server, case, proof):
    """Says of every duty with a term that it was done, and confirms receipt where closing needs it."""
    detail, _ = case.read()
    for clock in detail["clocks"]:
        if clock["met_at"] is None and clock["void_at"] is None and clock["due_at"] is not None:
            server.call(
                "POST", f"{case.path}/clocks/{clock['id']}/meet", {"proof": proof}, f'"{clock["version"]}"'
            )
    detail, _ = case.read()
    for clock in detail["clocks"]:
        if f"receipt:{clock['duty']}/{clock['owed_to']['code']}" in detail["missing_for_close"]:
            server.call("POST", f"{case.path}/clocks/{clock['id']}/acknowledge", {"by": proof})


def arguments():
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:00Z")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--user", required=True, help="the password is read from COLOA_PASSWORD")
    parser.add_argument("--agency", required=True, help="id of the agency whose incident it is")
    parser.add_argument("--title", default="Mã độc trên máy trạm")
    parser.add_argument("--description", default="")
    parser.add_argument("--group", default="malware", help="see GET /incidents/choices")
    parser.add_argument("--severity", default="M3")
    parser.add_argument("--detected-at", default=now, help="RFC 3339, UTC")
    parser.add_argument("--indicator", action="append", default=[])
    parser.add_argument("--note", default="")
    parser.add_argument("--evidence", action="append", default=[], type=pathlib.Path)
    parser.add_argument("--cause", default="")
    parser.add_argument("--remedy", default="")
    parser.add_argument("--lessons", default="")
    parser.add_argument("--proof", default="", help="how the duties of the law were done, e.g. a letter's number")
    parser.add_argument("--close", action="store_true", help="take the steps to the end and close")
    parser.add_argument("--stix", type=pathlib.Path, help="write the case there as a STIX 2.1 bundle")
    return parser.parse_args()


def main():
    said = arguments()
    server = Coloa(said.url)
    server.sign_in(said.user, os.environ.get("COLOA_PASSWORD", ""))

    # Open.
    made, _ = server.call(
        "POST",
        "/incidents",
        {
            "title": said.title,
            "description": said.description,
            "agency_id": said.agency,
            "group_code": said.group,
            "severity": said.severity,
            "origin": "manual",
            "detected_at": said.detected_at,
        },
    )
    incident = made["incident"]
    case = Case(server, incident["id"])
    print(f"opened {incident['code']}")

    # Enrich.
    if said.indicator:
        values = "\n".join(said.indicator)
        answer, _ = server.call("POST", case.path + "/indicators", {"values": values, "note": said.note})
        print(f"indicators: {len(answer['indicators'])}")
    if said.note:
        server.call("POST", case.path + "/entries", {"kind": "note", "text": said.note, "internal": False})
    for file in said.evidence:
        kept, _ = server.upload(
            case.path + "/evidence",
            {"kind": "log", "note": said.note, "operator": said.user},
            [("file", file.name, file.read_bytes())],
        )
        looked, _ = server.call("POST", f"{case.path}/evidence/{kept['id']}/verify")
        print(f"evidence: {kept['name']} {kept['sha256']} altered={looked['altered']}")

    # Take the steps, tell what the law wants told, and close.
    if said.close:
        for step in ["contain", "eradicate", "recover", "end"]:
            case.step(step)
        detail, _ = case.read()
        account = {**detail["account"], "cause": said.cause, "remedy": said.remedy, "lessons": said.lessons}
        case.change(
            "PUT",
            "",
            {
                "title": said.title,
                "description": said.description,
                "system_id": detail["incident"]["system_id"],
                "group_code": said.group,
                "account": account,
            },
        )
        if said.proof:
            meet_clocks(server, case, said.proof)
        detail, _ = case.read()
        if detail["missing_for_close"]:
            print("before closing:", ", ".join(detail["missing_for_close"]))
            return 1
        detail = case.step("close")
        print(f"{incident['code']} {detail['incident']['state']}")

    if said.stix:
        bundle, _ = server.call("GET", case.path + "/export?format=stix")
        said.stix.write_bytes(bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode())
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as refused:
        sys.exit(f"refused: {refused}")
