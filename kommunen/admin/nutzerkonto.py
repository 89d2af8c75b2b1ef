from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    ReadOnlyPasswordHashField,
    ReadOnlyPasswordHashWidget,
    UserChangeForm,
    UserCreationForm,
)

from kommunen.admin.shared import ChoiceOnlyMixin
from kommunen.models import Nutzerkonto


class PasswortWidget(ReadOnlyPasswordHashWidget):
    def get_context(self, name, value, attrs):
        """Django's German lacks this word."""
        return {**super().get_context(name, value, attrs), "button_label": "Passwort ändern"}


class KontoForm(UserChangeForm):
    password = ReadOnlyPasswordHashField(
        label="Passwort",
        help_text="Passwörter werden nur verschlüsselt gespeichert; niemand kann sie lesen.",
        widget=PasswortWidget,
    )


class PasswortForm(AdminPasswordChangeForm):
    """Every account has a password here: there is no other way to log in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True


@admin.register(Nutzerkonto)
class NutzerkontoAdmin(ChoiceOnlyMixin, UserAdmin):
    list_display = ("username", "email", "funktion", "is_staff", "is_active", "last_login")
    list_filter = ("is_active", "is_staff", "groups", "kommunen")
    autocomplete_fields = ("kommunen", "groups")
    filter_horizontal = ()
    form = KontoForm
    add_form = UserCreationForm
    add_form_template = None
    change_password_form = PasswortForm
    fieldsets = (
        (
            None,
            {
                "description": "Womit man sich anmeldet. Jede Person hat ein eigenes Konto.",
                "fields": ("username", "password"),
            },
        ),
        (
            "Stelle",
            {
                "description": "Die Funktion steht im Verlauf neben jeder Änderung. Ein Konto kann für mehrere Kommunen arbeiten.",
                "fields": ("email", "funktion", "kommunen", "first_name", "last_name"),
            },
        ),
        (
            "Rechte",
            {
                "description": "Konten führt nur, wer selbst alle Rechte hat („Administrator-Status“); die Rollen, auch die Stabsstelle, haben hier keine Rechte. Eine Rolle ist eine Gruppe. Wer das Haus verlässt, wird auf „nicht aktiv“ gesetzt und nicht gelöscht: Der Verlauf nennt das Konto weiter.",
                "fields": (
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                ),
            },
        ),
        (
            "Zeiten",
            {"description": "Trägt das Portal ein.", "fields": ("last_login", "date_joined")},
        ),
    )
    readonly_fields = ("last_login", "date_joined")
    add_fieldsets = (
        (
            None,
            {
                "description": "Zuerst Benutzername, E-Mail und Passwort. Die Rechte folgen auf der nächsten Seite.",
                "classes": ("wide",),
                "fields": (
                    "username",
                    "email",
                    "funktion",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def get_readonly_fields(self, request, obj=None):
        """Nobody gives rights who has not all of them."""
        readonly = super().get_readonly_fields(request, obj)
        if request.user.is_superuser:
            return readonly
        return (*readonly, "is_superuser", "groups")

    def has_change_permission(self, request, obj=None):
        """Nobody changes the password of an account that may do more."""
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        if obj and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_delete_permission(request, obj)
