"""Forms of the directory."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _


class FirstStewardForm(forms.Form):
    """Sets up the installation: its name, and the one who runs coaching."""

    organization = forms.CharField(label=_("Name of the organization"), max_length=120)
    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("Your mail address"), max_length=254)
    password = forms.CharField(
        label=_("A password"),
        required=False,
        min_length=12,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Leave it blank to sign in by mailed codes only."),
    )

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password)
        return password
