"""Requests to a store: with credentials from the environment, in time, tried again where that may help; one error each.

Credentials come from AIGOVKG_STORE_TOKEN (bearer), from AIGOVKG_STORE_USER and AIGOVKG_STORE_PASSWORD, or from the netrc file,
and go only to the address that was given: redirections are not followed. A store that asks for digest instead of basic gets it.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth, HTTPDigestAuth
from requests.utils import get_netrc_auth

from aigovkg.errors import StoreError

_CONNECT = 10.0  # seconds
_LONGEST_WAIT = 30.0
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_FULL = re.compile(r"no space left|disk (?:is )?full|quota|out of (?:disk|space|memory)", re.IGNORECASE)
# Virtuoso fails so where others answer 403.
_NOT_ALLOWED = re.compile(r"SECURITY: No permission")
Body = bytes | Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Http:
    """A way to a store. `timeout` is how long to wait for it to say something, `retries` how often to try again."""

    address: str
    timeout: float = 300.0
    retries: int = 4

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        if parts.username or parts.password:
            raise StoreError(
                "credentials do not belong into an address, where others see them",
                where=f"{parts.scheme}://{parts.hostname}",
                remedy="set AIGOVKG_STORE_USER and AIGOVKG_STORE_PASSWORD, or write them into the netrc file",
            )
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise StoreError("this is not an address", where=self.address, remedy="such as http://127.0.0.1:3030/kg")

    @cached_property
    def authenticated(self) -> bool:
        """Whether there are credentials for this address."""
        return self._token is not None or self._login is not None

    def send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str | list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Body | None = None,
        again: bool = True,
    ) -> requests.Response:
        """Return the answer of a store to a request that it granted; its content is still to be read.

        A request is sent again only where its effect is the same twice.

        Raises:
            StoreError: there is no store, it does not answer in time, refuses or fails.
        """
        tries = 1 + (self.retries if again else 0)
        for left in reversed(range(tries)):
            try:
                answer = self._session.request(
                    method,
                    self.address + path,
                    params=params,
                    data=body,
                    headers=dict(headers or {}),
                    timeout=(min(_CONNECT, self.timeout), self.timeout),
                    allow_redirects=False,
                    stream=True,
                )
            except requests.RequestException as error:
                if not left:
                    raise self._unreached(error) from error
                time.sleep(_pause(tries - left))
                continue
            if answer.status_code == HTTPStatus.UNAUTHORIZED and self._turn_to_digest(answer):
                return self.send(method, path, params=params, headers=headers, body=body, again=again)
            if answer.ok and not answer.is_redirect:
                return answer
            if answer.status_code not in _AGAIN or not left:
                raise self._refused(answer)
            time.sleep(
                min(_LONGEST_WAIT, float(answer.headers.get("Retry-After", "")) if _counted(answer) else _pause(tries - left))
            )
            answer.close()
        raise AssertionError("the last try returns or raises")

    @cached_property
    def _session(self) -> requests.Session:
        session = requests.Session()
        session.headers["User-Agent"] = "aigovkg"
        # netrc and environment are read here, for the one address; proxies of the environment still hold.
        session.auth = HTTPBasicAuth(*self._login) if self._login else _no_auth
        if self._token:
            session.headers["Authorization"] = f"Bearer {self._token}"
        return session

    @cached_property
    def _token(self) -> str | None:
        return os.environ.get("AIGOVKG_STORE_TOKEN") or None

    @cached_property
    def _login(self) -> tuple[str, str] | None:
        user = os.environ.get("AIGOVKG_STORE_USER")
        if self._token:
            return None
        return (user, os.environ.get("AIGOVKG_STORE_PASSWORD", "")) if user else get_netrc_auth(self.address)

    def _turn_to_digest(self, answer: requests.Response) -> bool:
        # Virtuoso wants digest, and says so only to a request without credentials.
        asked = answer.headers.get("WWW-Authenticate", "digest").lower()
        if "digest" not in asked or self._login is None or isinstance(self._session.auth, HTTPDigestAuth):
            return False
        answer.close()
        self._session.auth = HTTPDigestAuth(*self._login)
        return True

    def _unreached(self, error: requests.RequestException) -> StoreError:
        if isinstance(error, requests.exceptions.SSLError):
            return StoreError(
                "its certificate is not trusted", where=self.address, remedy="set REQUESTS_CA_BUNDLE to its authority"
            )
        if isinstance(error, requests.ConnectTimeout | requests.ReadTimeout):
            return StoreError(
                f"no answer in {self.timeout:g} s", where=self.address, remedy="see how the store fares, or give more --timeout"
            )
        words = "the connection broke" if "aborted" in str(error) or "broken" in str(error).lower() else "no store answers"
        return StoreError(words, where=self.address, remedy="see that it runs, and check the address")

    def _refused(self, answer: requests.Response) -> StoreError:
        said = _first_line(answer)
        match answer.status_code:
            case 401 | 403:
                what = "refuses the credentials" if self.authenticated else "asks for credentials"
                remedy = "set AIGOVKG_STORE_USER and AIGOVKG_STORE_PASSWORD, AIGOVKG_STORE_TOKEN, or a line in the netrc file"
                return StoreError(f"{what} ({answer.status_code})", where=self.address, remedy=remedy)
            case _ if _NOT_ALLOWED.search(said):
                remedy = "set AIGOVKG_STORE_USER and AIGOVKG_STORE_PASSWORD, or give that user the right"
                return StoreError(f"does not allow it: {said}", where=self.address, remedy=remedy)
            case status if status == HTTPStatus.INSUFFICIENT_STORAGE or _FULL.search(said):
                return StoreError(f"the store is full: {said}", where=self.address, remedy="make room there")
            case status if answer.is_redirect:
                there = answer.headers.get("Location", "elsewhere")
                return StoreError(f"sends on to {there} ({status})", where=self.address, remedy="give that address")
            case 404 | 405:
                return StoreError(
                    f"nothing of the kind there ({answer.status_code})",
                    where=answer.url.partition("?")[0],
                    remedy="check the address, or say --store",
                )
            case status:
                return StoreError(f"failed with {status}: {said}", where=self.address, remedy="see its log")


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _pause(tried: int) -> float:
    return min(_LONGEST_WAIT, 0.25 * 2.0**tried)


def _counted(answer: requests.Response) -> bool:
    return answer.headers.get("Retry-After", "").isdigit()


def _first_line(answer: requests.Response) -> str:
    """Return the first words of what a store says of its failure, without markup."""
    try:
        words = re.sub(r"<[^>]*>", " ", answer.raw.read(4000, decode_content=True).decode("utf-8", "replace"))
    except (OSError, requests.RequestException):
        return ""
    return " ".join(words.split())[:200]
