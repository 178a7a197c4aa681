"""How authenticators behave here: allauth asks this class. What they share with us is sealed (K1)."""

from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

from vault.shared_secrets import open_text, seal_text

KEY = "account"


class CentreAuthenticators(DefaultMFAAdapter):
    """Secrets are sealed by the account key; a worker's phone shows a neutral name, never her email."""

    def encrypt(self, text: str) -> str:
        return seal_text(KEY, text)

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(KEY, encrypted_text)

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)
