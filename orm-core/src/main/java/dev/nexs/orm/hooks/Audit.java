package dev.nexs.orm.hooks;

/**
 * The audit table's definition, for migrations. Every row says when, who, which entity, what was done, and its attributes
 * before and after as JSONB.
 */
public final class Audit {

    /** The table. It is found by the search path. */
    public static final String TABLE = "nexs_audit";

    private Audit() {}

    /** {@return the table, as SQL} An application's role needs INSERT on it, and no more. */
    public static String ddl() {
        return """
                create table if not exists nexs_audit (
                  id bigint generated always as identity primary key,
                  at timestamptz not null default clock_timestamp(),
                  transaction_id xid8 not null default pg_current_xact_id(),
                  actor text not null default session_user,
                  operation text not null,
                  entity text not null,
                  entity_id text not null,
                  before jsonb,
                  after jsonb);
                create index if not exists nexs_audit_entity on nexs_audit (entity, entity_id, id);
                """;
    }

    /**
     * {@return a trigger that writes what bulk statements change, as SQL} HQL and SQL that change many rows at once load no
     * entities, so nobody but the server can say what was there. It writes rows of every statement on the table, so leave its
     * entity out of the audited ones.
     *
     * @param table the table's name, schema included where the search path does not find it
     * @param id its key column
     */
    public static String triggerDdl(String table, String id) {
        return """
                create or replace function nexs_audit_row() returns trigger language plpgsql as $audit$
                begin
                  insert into nexs_audit (operation, entity, entity_id, before, after)
                  values (lower(tg_op), tg_table_name,
                    coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0],
                    case when tg_op = 'INSERT' then null else to_jsonb(old) end,
                    case when tg_op = 'DELETE' then null else to_jsonb(new) end);
                  return null;
                end $audit$;
                create trigger nexs_audit after insert or update or delete on %s
                  for each row execute function nexs_audit_row(%s);
                """.formatted(qualified(table), "'" + id.replace("'", "''") + "'");
    }

    private static String qualified(String table) {
        String[] parts = table.split("\\.", -1);
        StringBuilder name = new StringBuilder();
        for (String part : parts) {
            name.append(name.isEmpty() ? "" : ".").append(quoted(part));
        }
        return name.toString();
    }

    private static String quoted(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A table and its key column have names; one is empty");
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
