"""The errors this package raises on purpose; every message says what, which value, and what to do."""


class DedupError(Exception):
    """Base of all errors raised on purpose. Catch this one to catch them all."""


class InputError(DedupError):
    """An article, a file or a record cannot be used as it is."""


class SettingsError(DedupError):
    """A setting is unknown, of the wrong type, or out of its range."""


class ModelError(DedupError):
    """A sentence model is missing, damaged, or not the one that was asked for."""


class SpecError(DedupError):
    """A stored index was built under other settings than those asked for."""


class MissingExtra(DedupError):
    """A part of the package needs an optional dependency that is not installed."""


class StoreError(DedupError):
    """A store cannot be read or written: damaged, full, read-only, locked, not there."""
