package dev.nexs.orm.pool.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Properties;
import javax.net.SocketFactory;

/**
 * What the driver makes plain sockets with, named to it by class and made anew for each connection. Of a name with several
 * addresses the driver knows only the first; here each failed attempt passes the turn to the next one. Names are looked up
 * on the driver's thread, which its login timeout bounds.
 */
public final class AddressSocketFactory extends SocketFactory {

    private static final String TURN = "nexs.address-turn";

    private final int turn;

    /**
     * Called by the driver.
     *
     * @param info the connection's properties, with those that {@link #describe} put there
     */
    public AddressSocketFactory(Properties info) {
        this.turn = Integer.parseInt(info.getProperty(TURN, "0"));
    }

    /** Puts what the constructor will read into a connection's properties. */
    static void describe(int turn, Properties properties) {
        properties.setProperty("socketFactory", AddressSocketFactory.class.getName());
        properties.setProperty(TURN, String.valueOf(turn));
    }

    private SocketAddress inTurn(SocketAddress first) throws IOException {
        if (!(first instanceof InetSocketAddress named) || named.isUnresolved()) {
            return first;
        }
        InetAddress[] all = InetAddress.getAllByName(named.getHostString());
        return new InetSocketAddress(all[turn % all.length], named.getPort());
    }

    /** Leads to an address of the name that the driver connects it to. */
    @Override
    public Socket createSocket() {
        return new Socket() {
            @Override
            public void connect(SocketAddress first, int timeout) throws IOException {
                super.connect(inTurn(first), timeout);
            }
        };
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return new Socket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return new Socket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(host, port, local, localPort);
    }
}
