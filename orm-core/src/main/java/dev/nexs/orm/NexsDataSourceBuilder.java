package dev.nexs.orm;

import com.zaxxer.hikari.HikariCredentialsProvider;
import dev.nexs.orm.routing.spi.LoadBalancer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Collects settings for a {@link NexsDataSource}. Each method sets the setting of its name, so the defaults are those of
 * {@link NexsSettings}, and {@link #build()} checks all of them together. Not thread-safe.
 */
public final class NexsDataSourceBuilder {

    private final Map<String, Object> settings = new LinkedHashMap<>();

    NexsDataSourceBuilder() {}

    /** Sets {@link NexsSettings#URL}. */
    public NexsDataSourceBuilder url(String url) {
        return set(NexsSettings.URL, url);
    }

    /** Sets {@link NexsSettings#USERNAME}. */
    public NexsDataSourceBuilder username(String username) {
        return set(NexsSettings.USERNAME, username);
    }

    /** Sets {@link NexsSettings#PASSWORD}. */
    public NexsDataSourceBuilder password(String password) {
        return set(NexsSettings.PASSWORD, password);
    }

    /** Sets {@link NexsSettings#PASSWORD_FILE}. */
    public NexsDataSourceBuilder passwordFile(Path file) {
        return set(NexsSettings.PASSWORD_FILE, file);
    }

    /** Sets {@link NexsSettings#CREDENTIALS_PROVIDER}. */
    public NexsDataSourceBuilder credentialsProvider(HikariCredentialsProvider provider) {
        return set(NexsSettings.CREDENTIALS_PROVIDER, provider);
    }

    /** Sets {@link NexsSettings#APPLICATION_NAME}. */
    public NexsDataSourceBuilder applicationName(String name) {
        return set(NexsSettings.APPLICATION_NAME, name);
    }

    /** Sets {@link NexsSettings#REGION}. */
    public NexsDataSourceBuilder region(String region) {
        return set(NexsSettings.REGION, region);
    }

    /** Sets {@link NexsSettings#CONNECT_TIMEOUT}. */
    public NexsDataSourceBuilder connectTimeout(Duration timeout) {
        return set(NexsSettings.CONNECT_TIMEOUT, timeout);
    }

    /** Sets {@link NexsSettings#SOCKET_TIMEOUT}. */
    public NexsDataSourceBuilder socketTimeout(Duration timeout) {
        return set(NexsSettings.SOCKET_TIMEOUT, timeout);
    }

    /** Sets {@link NexsSettings#READ_PREFERENCE}. */
    public NexsDataSourceBuilder readPreference(ReadPreference preference) {
        return set(NexsSettings.READ_PREFERENCE, preference);
    }

    /** Sets {@link NexsSettings#LOAD_BALANCER}. A balancer serves one datasource. */
    public NexsDataSourceBuilder loadBalancer(LoadBalancer balancer) {
        return set(NexsSettings.LOAD_BALANCER, balancer);
    }

    /** Sets {@link NexsSettings#MAX_REPLICA_LAG}. */
    public NexsDataSourceBuilder maxReplicaLag(Duration lag) {
        return set(NexsSettings.MAX_REPLICA_LAG, lag);
    }

    /** Sets what begins with {@code nexs.pool.}. */
    public NexsDataSourceBuilder pool(Consumer<PoolOptions> pool) {
        pool.accept(new PoolOptions(this));
        return this;
    }

    /** Sets what begins with {@code nexs.tls.}. */
    public NexsDataSourceBuilder tls(Consumer<TlsOptions> tls) {
        tls.accept(new TlsOptions(this));
        return this;
    }

    /** Sets what begins with {@code nexs.failover.}. */
    public NexsDataSourceBuilder failover(Consumer<FailoverOptions> failover) {
        failover.accept(new FailoverOptions(this));
        return this;
    }

    /** Sets what begins with {@code nexs.transactions.}. */
    public NexsDataSourceBuilder transactions(Consumer<TransactionDefaults> transactions) {
        transactions.accept(new TransactionDefaults(this));
        return this;
    }

    /**
     * Sets what belongs to one node.
     *
     * @param node {@code host:port}, as in the URL
     */
    public NexsDataSourceBuilder node(String node, Consumer<NodeOptions> options) {
        options.accept(new NodeOptions(this, node));
        return this;
    }

    /**
     * Sets any setting by its name.
     *
     * @param name one of {@link NexsSettings}
     * @param value its text, or an object of its type
     */
    public NexsDataSourceBuilder set(String name, Object value) {
        settings.put(name, value);
        return this;
    }

    /**
     * Opens the datasource. It does not wait for a server unless {@link NexsSettings#POOL_WARM_UP} is set.
     *
     * @throws NexsConfigurationException naming every setting that is wrong
     */
    public NexsDataSource build() {
        return NexsDataSource.from(settings);
    }
}
