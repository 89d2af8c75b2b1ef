"""What may not happen in a test, though production forgives it."""

import ipaddress
import socket
import sys

from django.conf import settings


class UndefinedVariable(Exception):
    pass


class MissingVariable(str):
    """As Django's string_if_invalid: a variable our templates use but no view gives is an error.

    Django's own templates (the admin's) do it on purpose, they go on getting an empty text.
    """

    def __contains__(self, item):
        return item == "%s"

    def __mod__(self, variable):
        frame = sys._getframe(1)
        while frame and frame.f_code.co_name != "render_annotated":
            frame = frame.f_back
        template = frame.f_locals["self"].origin.name if frame else ""
        if template.startswith(f"{settings.BASE_DIR / 'templates'}/"):
            raise UndefinedVariable(f"{{{{ {variable} }}}} in {template}")
        return ""


class OutgoingConnection(Exception):
    pass


def refuse_other_hosts(connect, attempts):
    """Wrap a socket's connect method. Attempts are noted: the caller may swallow the error."""

    def wrapper(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            host = address[0]
            if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
                attempts.append(address)
                raise OutgoingConnection(f"Ein Test wollte {host} erreichen.")
        return connect(self, address)

    return wrapper
