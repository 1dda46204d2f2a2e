package dev.nexs.boot;

import dev.nexs.orm.ConsistencyScope;
import dev.nexs.orm.ConsistencyToken;
import dev.nexs.orm.TokenCodec;
import dev.nexs.orm.TransactionFailedException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.WebUtils;

/**
 * Runs a request in a {@link ConsistencyScope} that has seen what the client has, and sends along what it has seen at the
 * end. Headers go out before the body, so the token is taken when the response is first written to: a transaction that is
 * still open then is not covered.
 */
final class ConsistencyFilter extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(ConsistencyFilter.class);

    /** Methods that do not write, by HTTP's own rules. */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    /** A replica that is further behind is not read from, whatever the client has seen. */
    private static final Duration COOKIE_AGE = Duration.ofHours(1);

    private final TokenCodec codec;
    private final WebSettings settings;

    ConsistencyFilter(TokenCodec codec, WebSettings settings) {
        this.codec = codec;
        this.settings = settings;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<ConsistencyToken> seen = read(request);
        try (ConsistencyScope scope = ConsistencyScope.open(seen.stream().toArray(ConsistencyToken[]::new))) {
            if (settings.consistency() == WebSettings.Consistency.WRITES && SAFE.contains(request.getMethod())) {
                chain.doFilter(request, response);
                return;
            }
            TokenResponse answer = new TokenResponse(response, scope, seen.orElse(null));
            chain.doFilter(request, answer);
            answer.sendToken();
        }
    }

    /** A token that was tampered with, or signed by somebody else, counts as none: it is the client's own loss. */
    private Optional<ConsistencyToken> read(HttpServletRequest request) {
        String text = text(request);
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(codec.decode(text));
        } catch (IllegalArgumentException e) {
            LOG.debug("A request's consistency token is passed over: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private @Nullable String text(HttpServletRequest request) {
        if (settings.carrier() == WebSettings.Carrier.HEADER) {
            return request.getHeader(settings.name());
        }
        Cookie cookie = WebUtils.getCookie(request, settings.name());
        return cookie == null ? null : cookie.getValue();
    }

    private void write(HttpServletResponse response, ConsistencyToken token) {
        String text = codec.encode(token);
        if (settings.carrier() == WebSettings.Carrier.HEADER) {
            response.setHeader(settings.name(), text);
            return;
        }
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(settings.name(), text)
                        .httpOnly(true)
                        .secure(settings.secure())
                        .sameSite("Lax")
                        .path("/")
                        .maxAge(COOKIE_AGE)
                        .build()
                        .toString());
    }

    /** A response that bears the token before its first byte leaves. */
    private final class TokenResponse extends HttpServletResponseWrapper {

        private final ConsistencyScope scope;
        private final @Nullable ConsistencyToken known;
        private boolean sent;

        TokenResponse(HttpServletResponse response, ConsistencyScope scope, @Nullable ConsistencyToken known) {
            super(response);
            this.scope = scope;
            this.known = known;
        }

        void sendToken() {
            if (sent || isCommitted()) {
                return;
            }
            sent = true;
            try {
                scope.tokens().stream()
                        .findFirst()
                        .filter(token -> !token.equals(known))
                        .ifPresent(token -> write(this, token));
            } catch (TransactionFailedException e) {
                LOG.warn("A response goes out without its consistency token: {}", e.getMessage());
            }
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            sendToken();
            return super.getOutputStream();
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            sendToken();
            return super.getWriter();
        }

        @Override
        public void flushBuffer() throws IOException {
            sendToken();
            super.flushBuffer();
        }

        @Override
        public void sendError(int status) throws IOException {
            sendToken();
            super.sendError(status);
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            sendToken();
            super.sendError(status, message);
        }

        @Override
        public void sendRedirect(String location) throws IOException {
            sendToken();
            super.sendRedirect(location);
        }

        @Override
        public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
            sendToken();
            super.sendRedirect(location, status, clearBuffer);
        }
    }
}
