"""The shipped deny list: models and fields that are out of reach for everyone, each with its reason.

No rule of an administrator opens what is here. Names are matched, so that it holds for models and fields of any addon.
"""

from __future__ import annotations

import re

SECRET = "keys, tokens, passwords or what makes them"  # noqa: S105  a reason
SYSTEM = "how Odoo works, not what the company does"
CODE = "code or definitions that Odoo executes"
RIGHTS = "who may do what"
COPIES = "copies of values of any field, or names of records of any model"
SENDING = "queues of what is being sent"
OWN = "the assistant's own data"

MODELS: tuple[tuple[str, str], ...] = (
    (r"ir\..*", SYSTEM),
    (r"base(_\w+)?\..*", SYSTEM),
    (r"_unknown|base", SYSTEM),
    (r"ai_agent\..*", OWN),
    (r"bus\..*|mail\.(ice|push|presence|guest|gateway|alias|link|followers|notification).*", SYSTEM),
    (r"res\.users\..+|res\.role|res\.groups(\..*)?|res\.device(\..*)?", RIGHTS),
    (r"res\.company\.ldap|auth(_\w+)?\..*", SECRET),
    (r"fetchmail\..*|mail\.mail|sms\.sms|sms\.(tracker|twilio.*|account.*)|snailmail\.letter", SENDING),
    (
        r"sms\.template|mail\.(template|canned\.response|render.*|compose.*|activity\.plan.*|scheduled\.message|message\.schedule)",
        CODE,
    ),
    (r"mail\.(message.*|tracking\..*)|discuss\..*|rating\.rating", COPIES),
    (r"auditlog\..*|privacy\..*|data_recycle\..*|data_merge\..*|data_cleaning\..*", COPIES),
    (r"payment\.(provider|token|method)", SECRET),
    (r"certificate\..*|iap\..*|iot\..*|google\..*|microsoft\..*|cloud\..*|onedrive\..*|dropbox\..*", SECRET),
    (r"account\.online\..*|account_edi_proxy_client\..*|account_peppol\..*", SECRET),
    (r"res\.config.*|report\.(layout|paperformat)|web_tour\..*|web_editor\..*|html_editor\..*|onboarding\..*", SYSTEM),
    (r"queue\.job.*|sql\..*|bi\.sql\..*|server\.env.*|fs\.(storage|file).*|storage\.backend.*", CODE),
    (
        r"spreadsheet\..*|website\.(page|visitor|track|rewrite|route|snippet.*|technical.*|assets)|digest\..*|properties\..*",
        SYSTEM,
    ),
    (
        r"(.*[._])?(tokens?|api_?keys?|keys?|secrets?|passwords?|passkeys?|credentials?|certificates?|oauth\d?|totp|ldap"
        r"|smtp|imap|webhooks?)([._].*)?",
        SECRET,
    ),
)

FIELDS: tuple[tuple[str, str], ...] = (
    (r"pass(word|wd|phrase|key)|(^|_)pwd(_|$)|(^|_)(pin|pin_code|cvv|cvc|otp|totp|mfa|authcode)(_|$)", SECRET),
    (r"secret(?!ar)|token|credential|(^|_)(salt|nonce|csrf|cookie|cookies|jwt|hmac)(_|$)", SECRET),
    (
        r"(^|_)keys?(_id|_ids)?$|(^|_)(api|ssh|private|public|client|access|secret|crypt|encryption|license)_?key",
        SECRET,
    ),
    (
        r"apikey|^api_|oauth|(^|_)saml(_|$)|signup_|(^|_)hash(?!tag)|hash(es)?(_|$)|checksum|webhook|(^|_)ssh(_|$)",
        SECRET,
    ),
    (r"(^|_)key_(certificate|download|signature)|(^|_)(account_sid|bearer)$|card_(number|no)$|(^|_)username$", SECRET),
    (r"(^|_)(share|invite|invitation|access|unsubscribe|kiosk|self_ordering)_?(url|link)$|(^|_)ticket_code$", SECRET),
    (r"(^|_)(python|compute)_code$|python_compute$", CODE),
    (r"^_|^parent_path$|^message_main_attachment_id$|^website_message_ids$|(^|_)res_field$", SYSTEM),
)

TEXTS: tuple[tuple[str, str], ...] = (
    (r"(^|_)session_id$|(^|_)pass(_|$)|(^|_)(client|app|merchant|terminal)_?(id|identifier)?$|_ident$", SECRET),
)
"""Of texts only: a relation with such a name is to a record."""

TYPES: dict[str, str] = {
    "binary": "files and images",
    "image": "files and images",
    "json": SYSTEM,
    "properties_definition": SYSTEM,
    "serialized": SYSTEM,
}

FIELDS_OF: dict[str, dict[str, str]] = {
    "res.users": dict.fromkeys(
        (
            "new_password",
            "group_ids",
            "all_group_ids",
            "role",
            "login_date",
            "res_users_settings_id",
            "res_users_settings_ids",
            "action_id",
            "accesses_count",
            "rules_count",
            "groups_count",
        ),
        RIGHTS,
    ),
    "mail.activity": {"res_name": COPIES},
    "payment.transaction": {"landing_route": SECRET},
    "loyalty.card": {"code": SECRET},
    "loyalty.rule": {"code": SECRET, "promo_barcode": SECRET},
    "hr.employee": {"barcode": SECRET},
    "event.registration": {"barcode": SECRET},
}

OPEN_FIELDS = frozenset((("mail.activity", "res_model"), ("calendar.event", "res_model")))
"""Names of models, which Odoo gets from `ir.model`."""

ABOUT_RECORDS: dict[str, str] = {"mail.activity": "res_model"}
"""Models of what is said of records of any model, and the field with its name: out of reach with it."""

READ_ONLY_MODELS: dict[str, str] = {
    "res.users": RIGHTS,
    "res.company": SYSTEM,
    "res.lang": SYSTEM,
    "res.currency": SYSTEM,
    "res.country": SYSTEM,
    "mail.activity.type": SYSTEM,
}
"""May be read and never written: accounts, companies and what all share."""

_CHATTER = frozenset(("message_ids", "rating_ids"))
_CHATTER_FIELDS: dict[str, frozenset[str]] = {
    "mail.message": frozenset(("date", "create_date", "author_id", "body", "subject", "message_type", "is_internal")),
    "rating.rating": frozenset(("rating", "feedback", "create_date", "partner_id")),
}

_models = [(re.compile(pattern), reason) for pattern, reason in MODELS]
_fields = [(re.compile(pattern, re.IGNORECASE), reason) for pattern, reason in FIELDS]
_texts = [*_fields, *((re.compile(pattern, re.IGNORECASE), reason) for pattern, reason in TEXTS)]


def denied_model(model: str) -> str | None:
    """Return why a model is out of reach for everyone, or None."""
    return next((reason for pattern, reason in _models if pattern.fullmatch(model)), None)


def denied_field(model: str, name: str, type_: str) -> str | None:
    """Return why a field is out of reach for everyone, or None.

    :param model: technical name
    :param name: of the field
    :param type_: of the field, as Odoo calls it
    """
    if type_ in TYPES:
        return TYPES[type_]
    if reason := FIELDS_OF.get(model, {}).get(name):
        return reason
    patterns = _texts if type_ in ("char", "text", "html") else _fields
    return next((reason for pattern, reason in patterns if pattern.search(name)), None)


def chatter_fields(name: str, comodel: str) -> frozenset[str] | None:
    """Return which fields of messages may be named behind a record's own field, such as `message_ids.date`.

    Messages as a model of their own are out of reach: they hold names and texts of records of all models. Those of one
    record are read by the tool that reads the record.

    :return: None where the field is not that of a chatter
    """
    return _CHATTER_FIELDS.get(comodel) if name in _CHATTER else None
