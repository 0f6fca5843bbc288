SELECT setseed(0.42);

-- Word number `rank` of a language: the common ones are real, the others are syllables.
CREATE FUNCTION pg_temp.word(rank int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE
        WHEN rank < 40 THEN (ARRAY['the','of','and','to','a','in','is','for','that','it','on','with','as','be','are',
            'this','by','an','or','from','at','invoice','order','customer','you','can','which','product','price','tax',
            'company','report','date','sales','payment','delivery','stock','account','month','total'])[rank + 1]
        ELSE substr('bacadafagahajakalamanaparasatavawaxazabecedefegehejekelemenepereseteve', 1 + 2 * (rank % 35), 2)
          || substr('dofogohojokolomonoporosotovowoxozobicidifigihijikiliminipirisitivi', 1 + 2 * ((rank / 35) % 33), 2)
          || substr('rustnelmontinderlingholtbergwardfordmarkstenlandwickhamstow', 1 + 3 * ((rank / 1155) % 19), 3)
    END
$$;

-- So many words, each as often as its rank says (Zipf).
CREATE FUNCTION pg_temp.words(count int) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT string_agg(pg_temp.word((exp(random() * ln(20000)) - 1)::int), ' ') FROM generate_series(1, count)
$$;

CREATE TEMP TABLE chat AS
    SELECT row_number() OVER () AS n, u.id AS user_id, u.company_id, size
      FROM (SELECT 'bench-1' AS login, CASE WHEN i % 3 = 0 THEN 32 ELSE 34 END AS size, i FROM generate_series(1, 3000) i
            UNION ALL SELECT 'bench-1', 5000, 3001
            UNION ALL SELECT 'bench-' || 2 + i % 10, 34, i FROM generate_series(1, 3000) i) AS c
      JOIN res_users u USING (login)
     ORDER BY c.i, c.login;

INSERT INTO ai_agent_thread (public_id, title, titled, user_id, company_id, active_at,
                             create_uid, write_uid, create_date, write_date)
     SELECT 'bench-chat-' || n, CASE size WHEN 5000 THEN 'The endless chat' ELSE pg_temp.words(6) END, 'question',
            user_id, company_id, at, user_id, user_id, at, at
       FROM (SELECT *, now() AT TIME ZONE 'UTC' - n * interval '85 minutes' AS at FROM chat) c;

CREATE TEMP TABLE line AS
    SELECT nextval('ai_agent_message_id_seq')::int AS id, t.id AS thread_id, i, c.size, c.user_id, c.company_id,
           t.active_at - (c.size - i) * interval '20 seconds' AS at
      FROM chat c
      JOIN ai_agent_thread t ON t.public_id = 'bench-chat-' || c.n
      CROSS JOIN LATERAL generate_series(1, c.size) AS i;

INSERT INTO ai_agent_message (id, public_id, thread_id, parent_id, role, content, user_id, company_id,
                              create_uid, write_uid, create_date, write_date)
     SELECT id, 'bench-message-' || id, thread_id, CASE WHEN i > 1 THEN lag(id) OVER (PARTITION BY thread_id ORDER BY i) END,
            CASE WHEN i % 2 = 1 THEN 'user' ELSE 'assistant' END,
            pg_temp.words(CASE WHEN i % 2 = 1 THEN 10 ELSE 70 END), user_id, company_id, user_id, user_id, at, at
       FROM line ORDER BY id;

UPDATE ai_agent_thread t SET head_id = l.id FROM line l WHERE l.thread_id = t.id AND l.i = l.size;

-- What is looked for: one answer, in a chat of half a year ago.
UPDATE ai_agent_message
   SET content = 'The Belgian VAT on e-commerce is **21 %**, and the one-stop shop declares it. ' || content
 WHERE id = (SELECT l.id FROM line l JOIN res_users u ON u.id = l.user_id
              WHERE u.login = 'bench-1' AND l.i = 8 AND l.size < 5000 ORDER BY l.thread_id OFFSET 1500 LIMIT 1);

-- The next upgrade finds a database of a version that had no search.
DELETE FROM ai_agent_search_entry;
UPDATE ir_module_module SET latest_version = '19.0.1.1.0' WHERE name = 'ai_agent';
