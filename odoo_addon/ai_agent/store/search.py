"""The index of texts, and what is found in it. `services/search.py` says by which words.

An entry is a message, or the title of a thread (then without a message). Entries are written in the
statement that writes the text, so a text that is stored can be found.
"""

# What is put into statements by name are constants and expressions of this module.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from odoo.sql_db import BaseCursor
from odoo.tools import SQL

from ..services.search import (
    INDEXED_CHARS,
    LANGUAGES,
    Word,
    lexemes,
    owner_lexeme,
    quoted,
    stem_words,
)

REINDEX_BATCH = 500

_LANGUAGES = ", ".join(f"('{code}', '{name}')" for code, name in LANGUAGES.items())


def config_of(lang: str) -> str:
    """Return an SQL expression for the text search configuration of a language, itself an SQL expression for a code
    such as `fr_FR`."""
    return f"""COALESCE((
        SELECT c.oid FROM pg_ts_config c JOIN (VALUES {_LANGUAGES}) AS l (code, name) ON l.name = c.cfgname
         WHERE l.code = split_part({lang}, '_', 1) AND pg_ts_config_is_visible(c.oid) LIMIT 1
    ), 'simple'::regconfig)::regconfig"""


def document(user: str, text: str, lang: str) -> str:
    """Return an SQL expression for the document of a text.

    :param user: an SQL expression for the id of the owner
    :param text: the name under which `indexed` has put the text among the values
    :param lang: an SQL expression for a code such as `fr_FR`
    """
    return f"""array_to_tsvector(%({text}_lexemes)s::text[] || ('=' || {user}))
        || strip(to_tsvector({config_of(lang)}, %({text}_stems)s))"""


def indexed(name: str, text: str) -> dict[str, object]:
    """Return what `document` needs of a text among the values of its statement."""
    return {f"{name}_lexemes": lexemes(text), f"{name}_stems": stem_words(text)}


@dataclass(frozen=True)
class Search:
    """What a person looks for, with stems."""

    user_id: int
    words: tuple[Word, ...]
    config: str
    """The text search configuration of the person's language."""


def search_of(cr: BaseCursor, user_id: int, lang: str, words: tuple[Word, ...]) -> Search:
    """Return a search in the language of a user, such as `fr_FR`."""
    cr.execute(f"SELECT {config_of('%s::text')}::text", (lang,))
    return Search(user_id, words, cr.fetchone()[0])


def threads_with(search: Search) -> SQL:
    """Return a query for the ids of the threads that have every word. Rights are not checked."""
    parts = [
        SQL(
            "SELECT thread_id FROM ai_agent_search_entry WHERE document @@ (%s::tsquery && %s)",
            quoted(owner_lexeme(search.user_id)),
            _query(search, word),
        )
        for word in search.words
    ]
    # Materialized: PostgreSQL takes every beginning of a word for a frequent one, and would rather read the
    # documents of all threads until it has a page of hits. It never ends with a word that is rare.
    return SQL("(WITH found AS MATERIALIZED (%s) SELECT thread_id FROM found)", SQL(" INTERSECT ").join(parts))


@dataclass(frozen=True)
class Best:
    """The message of a thread that fits best."""

    thread_pk: int
    public_id: str
    text: str


def best_of(cr: BaseCursor, search: Search, thread_pks: Sequence[int]) -> dict[int, Best]:
    """Return for threads the message that has most of the words, then the newest; none where only the title has."""
    words = [_query(search, word) for word in search.words]
    cr.execute(
        SQL(
            """
            SELECT best.thread_id, m.public_id, left(m.content, %s)
              FROM (SELECT DISTINCT ON (thread_id) thread_id, message_id
                      FROM ai_agent_search_entry
                     WHERE thread_id = ANY(%s) AND message_id IS NOT NULL AND document @@ (%s)
                     ORDER BY thread_id, %s DESC, message_id DESC) AS best
              JOIN ai_agent_message m ON m.id = best.message_id
             WHERE m.user_id = %s
            """,
            INDEXED_CHARS,
            list(thread_pks),
            SQL(" || ").join(words),
            SQL(" + ").join(SQL("(document @@ %s)::int", word) for word in words),
            search.user_id,
        )
    )
    return {row[0]: Best(*row) for row in cr.fetchall()}


def with_stem_of(cr: BaseCursor, search: Search, candidates: Sequence[str]) -> set[str]:
    """Return those of some words that have the stem of a word of the search."""
    stems = [word.stemmed for word in search.words if word.stemmed]
    if not stems or not candidates:
        return set()
    config = search.config
    query = SQL(" || ").join(_stem_query(config, word) for stem in stems for word in stem.split())
    cr.execute(
        SQL(
            "SELECT word FROM unnest(%s::text[]) AS word WHERE to_tsvector(%s::regconfig, word) @@ (%s)",
            list(candidates),
            config,
            query,
        )
    )
    return {row[0] for row in cr.fetchall()}


def index_title(cr: BaseCursor, thread_pk: int) -> None:
    """Index the title that a thread has now, in the language of its user."""
    cr.execute("DELETE FROM ai_agent_search_entry WHERE thread_id = %s AND message_id IS NULL", (thread_pk,))
    cr.execute(
        f"""
        SELECT t.id, NULL::int, t.user_id, COALESCE(t.title, ''), {_USER_LANG} FROM ai_agent_thread t
          JOIN res_users u ON u.id = t.user_id JOIN res_partner p ON p.id = u.partner_id
         WHERE t.id = %s
        """,
        (thread_pk,),
    )
    _insert(cr, cr.fetchall())


def index_all(cr: BaseCursor, batch: int = REINDEX_BATCH) -> int:
    """Index the titles and messages that are not, in batches; return how many entries were written."""
    written = 0
    for table, columns, missing in _SOURCES:
        last = 0
        while True:
            cr.execute(
                f"""
                SELECT s.id, {columns}, {_USER_LANG} FROM {table} s
                  JOIN res_users u ON u.id = s.user_id JOIN res_partner p ON p.id = u.partner_id
                 WHERE s.id > %s AND NOT EXISTS (SELECT 1 FROM ai_agent_search_entry e WHERE {missing})
                 ORDER BY s.id LIMIT %s
                """,
                (last, batch),
            )
            rows = cr.fetchall()
            if not rows:
                break
            last = rows[-1][0]
            _insert(cr, [row[1:] for row in rows])
            written += len(rows)
    return written


_USER_LANG = "COALESCE(p.lang, 'en_US')"
_SOURCES = (
    (
        "ai_agent_thread",
        "s.id, NULL::int, s.user_id, COALESCE(s.title, '')",
        "e.thread_id = s.id AND e.message_id IS NULL",
    ),
    (
        "ai_agent_message",
        f"s.thread_id, s.id, s.user_id, left(s.content, {INDEXED_CHARS})",
        "e.message_id = s.id",
    ),
)


def _insert(cr: BaseCursor, rows: Sequence[tuple[int, int | None, int, str, str]]) -> None:
    """Write entries: thread, message, owner, text and language of each."""
    for thread_pk, message_pk, user_id, text, lang in rows:
        cr.execute(
            f"""
            INSERT INTO ai_agent_search_entry (thread_id, message_id, user_id, document)
            VALUES (%(thread)s, %(message)s, %(user)s, {document("%(user)s", "text", "%(lang)s")})
            """,
            {
                "thread": thread_pk,
                "message": message_pk,
                "user": user_id,
                "lang": lang,
                **indexed("text", text),
            },
            log_exceptions=False,
        )


def _query(search: Search, word: Word) -> SQL:
    """A word itself, or another one with its stem."""
    if not word.stemmed:
        return SQL("(%s)::tsquery", word.tsquery)
    stems = (_stem_query(search.config, form) for form in word.stemmed.split())
    return SQL("(%s::tsquery || %s)", word.tsquery, SQL(" || ").join(stems))


def _stem_query(config: str, word: str) -> SQL:
    return SQL("plainto_tsquery(%s::regconfig, %s)", config, word)
