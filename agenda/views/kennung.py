"""From what stands in the address of a Sachstandsbericht ("3", "3-1") to its row."""


class KennungConverter:
    """Number and Berichtigung of a Bericht; "3-0" or "03" is no address of any."""

    regex = r"[1-9][0-9]{0,3}(?:-[1-9][0-9]{0,3})?"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value
