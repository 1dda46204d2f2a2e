package dev.nexs.orm.cluster.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.nexs.orm.cluster.ClusterSettings;
import dev.nexs.orm.pool.NodeAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SlowLogTest {

    private static final NodeAddress FIRST = new NodeAddress("a", 1);

    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    @Test
    void aLogThatHangsHoldsUpNeitherThePrimaryNorThoseWhoLookAtTheCluster() throws Exception {
        ScriptedServers servers = new ScriptedServers();
        servers.scripts.put(FIRST, new ScriptedServers.Script(true, true, 1));
        Logger logger = (Logger) LoggerFactory.getLogger(EventLog.class);
        Level before = logger.getLevel();
        AppenderBase<ILoggingEvent> hanging = hanging();
        logger.setLevel(Level.INFO);
        logger.addAppender(hanging);
        try (NodeCluster cluster = NodeCluster.start(ClusterSettings.of(settings -> {}), List.of(FIRST), servers)) {
            assertThat(writing.await(10, TimeUnit.SECONDS)).isTrue();

            await().until(() -> cluster.table().primary() != null);
            assertThat(cluster.nodes()).hasSize(1);
            assertThat(cluster.history()).hasSize(1);
            mayGoOn.countDown();
        } finally {
            mayGoOn.countDown();
            logger.detachAppender(hanging);
            logger.setLevel(before);
        }
    }

    private AppenderBase<ILoggingEvent> hanging() {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                writing.countDown();
                try {
                    mayGoOn.await(20, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        appender.start();
        return appender;
    }
}
