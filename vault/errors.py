"""Why something sealed stays shut. No message ever carries content, only ids, tags and file names."""


class VaultError(Exception):
    """The vault refuses."""


class NotOpened(VaultError):
    """A sealed value was touched outside `vault.context.opening` or `sealing` of its owner."""


class SealedFieldMisuse(VaultError):
    """The code asks of a sealed field what ciphertext cannot give: search, order, copy, default."""


class DamagedRecord(VaultError):
    """A stored value does not open: changed, cut, moved to another place, or its key is gone."""


class UnknownVersion(DamagedRecord):
    """A stored value has a format that this program does not know."""


class DataKeyMissing(DamagedRecord):
    """The owner has no readable data key: never made, or shredded."""


class KeyFileRefused(VaultError):
    """A server key cannot be used as it is."""


class KeyMissing(KeyFileRefused):
    """There is no such key file, or it cannot be read."""


class KeyMalformed(KeyFileRefused):
    """The file does not hold base64 of 32 bytes."""


class KeyKnown(KeyFileRefused):
    """The key is published: an example or a test's key."""


class KeyExposed(KeyFileRefused):
    """Others on this machine can read the file."""
