"""Which addresses may be spoken to, and that a key goes only where it was meant to go."""

import pytest
from ai_agent.services.address import allowed_addresses
from ai_agent.services.config import resolve
from ai_agent.services.errors import AgentError
from ai_agent.services.limits import Limits
from ai_agent.services.origin import origin_of, parse_url
from ai_agent.services.scrub import for_log, scrub

PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "100.64.0.1", "::1", "fd00::1", "::ffff:10.0.0.1"]
NEVER = ["169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "::", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe"]
PUBLIC = ["93.184.216.34", "2606:2800:220:1::1"]


def allowed(addresses, scheme="https", private=False):
    return allowed_addresses("x", 1, scheme=scheme, allow_private=private, resolve=lambda *_a: addresses)


def reason(*args, **kw):
    with pytest.raises(AgentError) as caught:
        allowed(*args, **kw)
    return caught.value.reason


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_want_consent(address):
    assert reason([address]) == "private_address"
    assert allowed([address], private=True) == [address]
    assert allowed([address], "http", private=True) == [address]


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_never_used(address):
    assert reason([address], private=True) == "forbidden_address"


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_wants_https(address):
    assert allowed([address]) == [address]
    assert reason([address], "http", private=True) == "plain_http"


def test_a_mixed_answer_leaves_only_what_is_allowed():
    assert allowed(["10.0.0.1", PUBLIC[0], "169.254.0.1"]) == [PUBLIC[0]]
    assert reason([]) == "dns"


@pytest.mark.parametrize(
    "url",
    ["", "x", "ftp://a", "http://", "http://u:p@a/", "http://a:99999/", "http://a b/", "http://a/\n", "https://a/ü"],
)
def test_bad_urls(url):
    if url == "http://a/\n":
        assert parse_url(url).path == "/"
        return
    with pytest.raises(AgentError):
        parse_url(url)
    assert origin_of(url) is None


def test_origins():
    assert origin_of("HTTPS://Ai.Example.com./v1") == "https://ai.example.com:443"
    assert origin_of("http://[::1]:8080/v1?x=1") == "http://[::1]:8080"
    assert parse_url("http://[::1]/a/?k=v").target("/b") == "/a/b?k=v"


def config(environ=None, options=None, parameters=None):
    return resolve(environ or {}, (options or {}).get, (parameters or {}).get)


def test_a_key_goes_only_to_the_origin_it_was_given_for():
    stored = {"ai_agent.url": "https://a/v1", "ai_agent.api_key": "k", "ai_agent.api_key_origin": "https://a:443"}
    assert config(parameters=stored).key == "k"
    for url in ("http://a/v1", "https://a:444/v1", "https://b/v1"):
        moved = config(parameters={**stored, "ai_agent.url": url})
        assert (moved.key, moved.unused_key) == ("", True)
        assert config({"AI_AGENT_URL": url}, parameters=stored).key == ""
    assert config({"AI_AGENT_URL": "https://a/other"}, parameters=stored).key == "k"
    assert config({"AI_AGENT_API_KEY": "e"}, parameters=stored).key == "k"
    assert config({"AI_AGENT_API_KEY": "e", "AI_AGENT_URL": "https://a"}, parameters=stored).key == "e"
    assert config(options={"ai_agent_api_key": "c", "ai_agent_url": "https://c"}, parameters=stored).key == "c"


def test_a_key_from_a_file(tmp_path):
    path = tmp_path / "key"
    path.write_text("from-file\n")
    environ = {"AI_AGENT_API_KEY_FILE": str(path), "AI_AGENT_URL": "https://a"}
    assert config(environ).key == "from-file"
    assert config({**environ, "AI_AGENT_API_KEY_FILE": "/nowhere"}).key == ""
    assert "from-file" not in repr(config(environ))


def test_headers():
    base = {"AI_AGENT_API_KEY": "k", "AI_AGENT_URL": "https://a"}
    assert config(base).key_headers() == {"X-API-Key": "k"}
    assert config({**base, "AI_AGENT_KEY_HEADER": "both"}).key_headers() == {
        "X-API-Key": "k",
        "Authorization": "Bearer k",
    }


def test_limits_ignore_nonsense():
    assert Limits.load({"idle_seconds": "2.5", "answer_chars": "x", "total_seconds": "-1"}.get) == Limits(
        idle_seconds=2.5
    )


def test_secrets_are_masked_whole_and_in_pieces():
    key = "sk-abcdefghijklmnopqrstuvwxyz"
    assert "sk-abcde" not in scrub(f"{key} sk-abcde…stuvwxyz", [key])
    assert "stuvwxyz" not in for_log(f"x\n{key}\x1b[0m …stuvwxyz", [key, ""])
