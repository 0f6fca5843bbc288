"""The shipped deny list, and the reading of names and domains that a model wrote."""

import json
import string

import pytest
from ai_agent.services.policy import (
    Condition,
    Malformed,
    denied_field,
    denied_model,
    parse_aggregate,
    parse_domain,
    parse_group,
    parse_order,
    parse_path,
)
from ai_agent.services.policy.denied import FIELDS, FIELDS_OF, MODELS
from ai_agent.services.policy.domains import OPERATORS
from hypothesis import given, settings
from hypothesis import strategies as st

CLOSED_MODELS = """
    ir.config_parameter ir.mail_server ir.cron ir.actions.server ir.actions.act_window ir.actions.report ir.model
    ir.model.fields ir.model.access ir.model.data ir.rule ir.attachment ir.logging ir.ui.view ir.sequence
    ir.module.module ir.filters ir.exports ir.asset ir.default ir.qweb ir.http ir.profile base
    base.language.export base.module.update base.automation base_import.import _unknown bus.bus res.users.apikeys
    res.users.apikeys.description res.users.identitycheck res.users.log res.users.settings res.users.deletion
    res.groups res.device.log res.role res.config.settings res.company.ldap auth_totp.device auth.passkey.key
    auth.passkey.key.create auth.oauth.provider auth.totp.rate.limit.log fetchmail.server mail.mail mail.message
    mail.tracking.value mail.template mail.alias mail.ice.server mail.notification mail.followers mail.push.device
    mail.guest mail.compose.message sms.sms payment.provider payment.token payment.method certificate.certificate
    certificate.key iap.account google.calendar.credentials microsoft.service account_edi_proxy_client.user
    discuss.channel discuss.channel.member rating.rating queue.job auditlog.log auditlog.log.line ai_agent.thread
    ai_agent.message ai_agent.mask ai_agent.run.sent ai_agent.policy.rule ai_agent.tool.call x_api.token
    my.credentials storage.password x.secret ldap.server.token spreadsheet.dashboard.share privacy.log
    web_tour.tour report.layout
"""

OPEN_MODELS = """
    res.partner res.users res.company res.country res.currency res.bank res.partner.bank res.partner.category
    crm.lead crm.stage crm.team sale.order sale.order.line sale.report product.template product.product
    product.pricelist account.move account.move.line account.payment account.invoice.report stock.picking
    stock.quant project.task hr.employee hr.leave calendar.event mail.activity mail.activity.type helpdesk.ticket
    purchase.order mrp.production event.event survey.survey payment.transaction utm.campaign uom.uom res.lang
    fleet.vehicle x_monkey.business keyboard.layout
"""

CLOSED_FIELDS = """
    password new_password x_password passwd ldap_password smtp_pass smtp_password user_pwd totp_secret
    client_secret api_key apikey api_key_ids x_api_key stripe_secret_key key private_key public_key ssh_key_id
    license_key access_token google_calendar_token refresh_token token token_id signup_token signup_type
    signup_url oauth_access_token oauth_uid inalterable_hash l10n_tw_edi_ecpay_hashIV webhook_url share_link
    invite_url access_url pin x_pin_code otp cvv card_number csrf salt credential credentials bearer
    l10n_in_edi_username glory_username python_code parent_path session_id edi_client_id attendance_kiosk_url
    self_ordering_url
"""

OPEN_FIELDS = """
    name email phone mobile street ref vat display_name description note comment date state amount_total user_id
    partner_id keyword keywords monkey donkey passport_id tokyo_office shipping_policy pinned opinion compass
    passenger login acc_number barcode code default_code color active create_date write_uid hashtag_name website
    subject body_arch client_order_ref signature_date user_name terminal_count secretary
"""


@pytest.mark.parametrize("model", CLOSED_MODELS.split())
def test_models_that_nobody_reaches(model):
    assert denied_model(model)


@pytest.mark.parametrize("model", OPEN_MODELS.split())
def test_models_of_the_business(model):
    assert denied_model(model) is None


@pytest.mark.parametrize("name", CLOSED_FIELDS.split())
def test_fields_that_nobody_reads(name):
    assert denied_field("x_any.model", name, "char")


@pytest.mark.parametrize("name", OPEN_FIELDS.split())
def test_fields_of_the_business(name):
    assert denied_field("x_any.model", name, "char") is None


@pytest.mark.parametrize("kind", ["binary", "image", "json", "properties_definition"])
def test_files_and_what_is_no_value(kind):
    assert denied_field("res.partner", "name", kind)


def test_a_relation_may_be_called_as_a_secret_text_is():
    assert denied_field("pos.order", "session_id", "many2one") is None
    assert denied_field("x.order", "client_id", "many2one") is None


def test_every_entry_has_a_reason():
    for _pattern, reason in (*MODELS, *FIELDS, *(pair for fields in FIELDS_OF.values() for pair in fields.items())):
        assert reason


@pytest.mark.parametrize("path", ["a", "a.b", "a_b1.c", "a.b.c.d.e.f", "x_1", "A"])
def test_paths(path):
    assert parse_path(path) == tuple(path.split("."))


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            ".",
            "a.",
            ".a",
            "a..b",
            "a b",
            "a;b",
            "a'b",
            'a"b',
            "a:b",
            "a(b)",
            "1a",
            "_a",
            "__class__",
            "a.__b",
            "ä",
        ),
        *("a\n", "a.b.c.d.e.f.g", "a" * 70, "a--", "a/*", "a\u200b", "\u0430"),
        *(None, 1, True, ["a"], ("a", "b"), {"a": 1}),
    ],
)
def test_what_is_no_path(path):
    with pytest.raises(Malformed):
        parse_path(path)


def test_groups_aggregates_and_orders():
    assert parse_group("date:month") == (("date",), "month")
    assert parse_group("a.b") == (("a", "b"), "")
    assert parse_aggregate("amount:sum") == (("amount",), "sum")
    assert parse_aggregate("__count") == (("id",), "count")
    assert parse_order("name DESC, a.id asc nulls last,b") == [
        (("name",), "desc"),
        (("a", "id"), "asc nulls last"),
        (("b",), ""),
    ]


@pytest.mark.parametrize("spec", ["date:century", "date:", "date:month:year", "date:month desc", None, ["date"]])
def test_what_is_no_group(spec):
    with pytest.raises(Malformed):
        parse_group(spec)


@pytest.mark.parametrize("spec", ["a:array_agg", "a:recordset", "a:sum(b)", "total:sum(a)", "a:", "sum:a:b", None, "*"])
def test_what_is_no_aggregate(spec):
    with pytest.raises(Malformed):
        parse_aggregate(spec)


@pytest.mark.parametrize(
    "order", ["", "a,,b", "a desc asc", "a; b", "lower(a)", "a::text", "1", "a desc nulls", "a,", None, ["a"], "(a)"]
)
def test_what_is_no_order(order):
    with pytest.raises(Malformed):
        parse_order(order)


def test_domains_are_lists_or_their_json():
    domain = ["|", ["a", "=", 1], "!", ["b.c", "in", [1, "x", None]], ["d", "any", [["e", "=like", "f%"]]]]
    nodes = parse_domain(domain)
    assert nodes == parse_domain(json.dumps(domain))
    assert nodes[3] == Condition(("b", "c"), "in", [1, "x", None])
    assert nodes[4].value == [Condition(("e",), "=like", "f%")]
    assert parse_domain(None) == parse_domain("") == parse_domain([]) == []


def test_a_list_after_equals_is_one_of_these():
    assert parse_domain([["a", "=", [1, 2]]]) == [Condition(("a",), "in", [1, 2])]
    assert parse_domain([["a", "in", 1]]) == [Condition(("a",), "in", [1])]
    assert parse_domain([["a", "<>", 1], ["b", "==", 1]]) == [Condition(("a",), "!=", 1), Condition(("b",), "=", 1)]


def test_constants():
    assert parse_domain([[1, "=", 1], [0, "=", 1]]) == [[1, "=", 1], [0, "=", 1]]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(string.printable, max_size=8)
    | st.sampled_from([*sorted(OPERATORS), "any!", "not any!", "=?", "&", "|", "!", "a", "a.b", "id.password"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=25,
)


@settings(max_examples=800, deadline=None)
@given(JSON)
def test_whatever_comes_is_a_domain_of_known_parts_or_malformed(given_domain):
    try:
        nodes = parse_domain(given_domain)
    except Malformed:
        return
    check(nodes)


def check(nodes):
    """Check that nothing is in a domain but what we know."""
    for node in nodes:
        if isinstance(node, str):
            assert node in ("&", "|", "!")
        elif isinstance(node, Condition):
            assert node.operator in OPERATORS
            assert all(parse_path(step) for step in node.path)
            if node.operator in ("any", "not any"):
                check(node.value)
            else:
                for value in node.value if isinstance(node.value, list) else [node.value]:
                    assert isinstance(value, (str, int, float, type(None)))
        else:
            assert node in ([1, "=", 1], [0, "=", 1])


@pytest.mark.parametrize(
    "domain",
    ["[", "{}", "[[1,2,3", "['a']", "true", "5", [["a", "any!", []]], [["a", "not any!", []]], [["a", "=?", 1]], ["a"],
     [["a", "=", {"b": 1}]], [["a", "in", [[1]]]], [["a", "ilike", 5]], [["a", "ilike", ["b"]]], ["&", ["a", "=", 1]],
     ["!"], [["a", "ANY", []]], [["a", "=", 1, 2]], [["a", "="]], [[["a"], "=", 1]], [[True, "=", 2]], "[" * 100_000],
)  # fmt: skip
def test_what_is_no_domain(domain):
    with pytest.raises(Malformed):
        parse_domain(domain)
