package dev.nexs.orm.hooks.internal;

import dev.nexs.orm.hooks.HookContext;
import dev.nexs.orm.hooks.HookPoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation on its way past the hooks: made only where somebody listens, told what became of it, and gone with it. Used
 * by one thread.
 */
public final class Operation implements HookContext {

    private HookPoint point = HookPoint.ON_ERROR;
    private HookPoint end = HookPoint.ON_ERROR;
    private final @Nullable String sql;
    private List<@Nullable Object> values = List.of();
    private @Nullable String node;
    private @Nullable String role;
    private @Nullable String tenant;
    private @Nullable String unit;
    private @Nullable Object entity;
    private @Nullable Throwable error;
    private @Nullable Map<String, @Nullable Object> attributes;
    private @Nullable Map<String, Object> session;
    private long began;
    private long nanos;
    private long rows = -1;
    private boolean showsValues;

    /** Begins. */
    public Operation(@Nullable String sql) {
        this.sql = sql;
    }

    /** Says on which node, as what. */
    public Operation on(@Nullable String node, @Nullable String role) {
        this.node = node;
        this.role = role;
        return this;
    }

    /** Says for whom. */
    public Operation of(@Nullable String tenant, @Nullable String unit) {
        this.tenant = tenant;
        this.unit = unit;
        return this;
    }

    /** Says what is bound. The list is not copied. */
    public Operation values(List<@Nullable Object> values) {
        this.values = values;
        return this;
    }

    /** Says what is kept beside its connection. */
    public Operation session(Map<String, Object> session) {
        this.session = session;
        return this;
    }

    /** Says which entity. */
    public Operation entity(Object entity) {
        this.entity = entity;
        return this;
    }

    /** The hooks before it are done, and it is sent. */
    public void begin() {
        began = System.nanoTime();
    }

    /** It ended. */
    public void end(long rows, @Nullable Throwable error) {
        this.nanos = System.nanoTime() - began;
        this.rows = rows;
        this.error = error;
    }

    /** Says where it ends. */
    void endsAt(HookPoint end) {
        this.end = end;
    }

    HookPoint endsAt() {
        return end;
    }

    void at(HookPoint point) {
        this.point = point;
    }

    void showValues(boolean shown) {
        this.showsValues = shown;
    }

    /** One that no longer changes. */
    Operation copy(boolean withValues) {
        Operation copy = new Operation(sql).on(node, role).of(tenant, unit);
        copy.point = point;
        copy.values = new ArrayList<>(withValues ? values : Collections.nCopies(values.size(), null));
        copy.entity = entity;
        copy.error = error;
        copy.attributes = attributes == null ? null : new HashMap<>(attributes);
        copy.nanos = nanos;
        copy.rows = rows;
        copy.showsValues = withValues;
        return copy;
    }

    @Override
    public HookPoint point() {
        return point;
    }

    @Override
    public @Nullable String sql() {
        return sql;
    }

    @Override
    public List<@Nullable Object> parameters() {
        return showsValues ? Collections.unmodifiableList(values) : Collections.nCopies(values.size(), "?");
    }

    @Override
    public @Nullable String node() {
        return node;
    }

    @Override
    public @Nullable String role() {
        return role;
    }

    @Override
    public @Nullable String tenant() {
        return tenant;
    }

    @Override
    public @Nullable String unit() {
        return unit;
    }

    @Override
    public Duration duration() {
        return Duration.ofNanos(nanos);
    }

    /** {@return the duration without an object} */
    public long nanos() {
        return nanos;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public @Nullable Throwable error() {
        return error;
    }

    @Override
    public @Nullable Object entity() {
        return entity;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return attributes == null ? null : attributes.get(name);
    }

    @Override
    public void attribute(String name, @Nullable Object value) {
        if (attributes == null) {
            attributes = new HashMap<>();
        }
        attributes.put(name, value);
    }

    @Override
    public @Nullable Object session(String name) {
        return session == null ? null : session.get(name);
    }

    @Override
    public void session(String name, @Nullable Object value) {
        if (session != null && value == null) {
            session.remove(name);
        } else if (session != null) {
            session.put(name, value);
        }
    }
}
