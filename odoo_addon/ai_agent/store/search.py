"""The index of texts, and what is found in it. `services/search.py` says by which words.

An entry is a message, or the title of a thread (then without a message). Entries are written in the
statement that writes the text, so a text that is stored can be found.
"""

# What is put into statements by name are constants and expressions of this module.
# ruff: noqa: S608

from __future__ import annotations

import json
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

_LANGUAGES = json.dumps(LANGUAGES)


def config_of(lang: str) -> str:
    """Return an SQL expression for the text search configuration of a language, itself an SQL expression for a code
    such as `fr_FR`."""
    return f"""COALESCE((
        SELECT oid FROM pg_ts_config
         WHERE cfgname = '{_LANGUAGES}'::jsonb ->> split_part({lang}, '_', 1) AND pg_ts_config_is_visible(oid) LIMIT 1
    ), 'simple'::regconfig)::regconfig"""


def document(user: str, text: str, lang: str) -> str:
    """Return an SQL expression for the document of a text.

    :param user: an SQL expression for the id of the owner
    :param text: the name under which `indexed` has put the text among the values
    :param lang: an SQL expression for a code such as `fr_FR`
    """
    return _document(user, f"%({text}_lexemes)s::text[]", f"%({text}_stems)s", config_of(lang))


def _document(user: str, lexemes_: str, stems: str, config: str) -> str:
    return f"array_to_tsvector({lexemes_} || ('=' || {user})) || strip(to_tsvector({config}, {stems}))"


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


def make_index(cr: BaseCursor) -> None:
    """Make the index of the documents, if there is none."""
    cr.execute(
        # What was added lately is read whole by each search: little of it, and no long wait of whoever sorts it in.
        "CREATE INDEX IF NOT EXISTS ai_agent_search_entry__document ON ai_agent_search_entry USING gin (document) "
        "WITH (gin_pending_list_limit = 512)"
    )


def index_anew(cr: BaseCursor) -> None:
    """Index all that is not, of a whole database: the index is made in one go, which takes a tenth of the time."""
    cr.execute("DROP INDEX IF EXISTS ai_agent_search_entry__document")
    index_all(cr)
    make_index(cr)


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
            # Batches of what there is, not of what is missing: that would look through all of it for each batch.
            cr.execute(
                f"""
                SELECT s.id, NOT EXISTS (SELECT 1 FROM ai_agent_search_entry e WHERE {missing}), {columns}, {_USER_LANG}
                  FROM (SELECT * FROM {table} WHERE id > %s ORDER BY id LIMIT %s) s
                  JOIN res_users u ON u.id = s.user_id JOIN res_partner p ON p.id = u.partner_id
                 ORDER BY s.id
                """,
                (last, batch),
            )
            found = cr.fetchall()
            if not found:
                break
            last = found[-1][0]
            rows = [row[2:] for row in found if row[1]]
            if rows:
                _insert(cr, rows)
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
    threads, messages, users, texts, langs = zip(*rows, strict=True)
    cr.execute(
        f"""
        INSERT INTO ai_agent_search_entry (thread_id, message_id, user_id, document)
        SELECT thread, message, owner, {_document("owner", "string_to_array(lexemes, ' ')", "stems", "config")}
          FROM unnest(%s::int[], %s::int[], %s::int[], %s::text[], %s::text[], %s::text[])
               AS text (thread, message, owner, lang, lexemes, stems)
          JOIN (SELECT lang, {config_of("lang")} AS config FROM unnest(%s::text[]) AS lang) AS configs USING (lang)
        """,
        (
            list(threads),
            list(messages),
            list(users),
            list(langs),
            [" ".join(lexemes(text)) for text in texts],
            [stem_words(text) for text in texts],
            list(set(langs)),
        ),
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
