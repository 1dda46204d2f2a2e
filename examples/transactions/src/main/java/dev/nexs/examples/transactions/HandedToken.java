package dev.nexs.examples.transactions;

import dev.nexs.orm.TokenCodec;
import dev.nexs.orm.Transactions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** A client that writes with one service and reads with another. */
final class HandedToken {

    /** Known to all services; a real one comes from where secrets are kept. */
    private static final byte[] SECRET = "an example's secret, not yours".getBytes(StandardCharsets.UTF_8);

    private final HttpClient client = HttpClient.newHttpClient();

    private HandedToken() {}

    /** Each service has a session factory of its own, as if it ran elsewhere. */
    static void run(Transactions writing, Transactions reading) throws Exception {
        TokenCodec codec = TokenCodec.signedWith(SECRET);
        try (AccountService writer = new AccountService(writing, codec);
                AccountService reader = new AccountService(reading, codec)) {
            new HandedToken().run(writer.address(), reader.address());
        }
    }

    private void run(URI writer, URI reader) throws Exception {
        HttpRequest rename = HttpRequest.newBuilder(writer)
                .PUT(BodyPublishers.ofString("Grace"))
                .build();
        String token = send(rename).headers().firstValue(AccountService.HEADER).orElseThrow();

        HttpRequest without = HttpRequest.newBuilder(reader).build();
        System.out.println("without the token: " + send(without).body());
        HttpRequest with = HttpRequest.newBuilder(reader)
                .header(AccountService.HEADER, token)
                .build();
        System.out.println("with the token: " + send(with).body());
        HttpRequest forged = HttpRequest.newBuilder(reader)
                .header(AccountService.HEADER, token.replaceFirst("\\.1\\.", ".9."))
                .build();
        System.out.println("with a forged token: status " + send(forged).statusCode());
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, BodyHandlers.ofString());
    }
}
