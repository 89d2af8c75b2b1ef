"""Ask the database itself, past forms and full_clean(), whether it refuses a row."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection, transaction


@contextmanager
def database_refuses(constraint):
    """Assert that what happens inside breaks the constraint of this name.

    SQLite names the columns of a plain unique constraint instead of the constraint.
    """
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        yield
    meldung = str(error.value)
    assert constraint in meldung or (connection.vendor == "sqlite" and "UNIQUE" in meldung)
