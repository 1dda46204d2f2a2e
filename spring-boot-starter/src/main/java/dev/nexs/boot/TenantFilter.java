package dev.nexs.boot;

import dev.nexs.tenancy.Tenancy;
import dev.nexs.tenancy.TenancyException;
import dev.nexs.tenancy.Tenant;
import dev.nexs.tenancy.TenantContext;
import dev.nexs.tenancy.TenantState;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Runs a request for its tenant. One that is not known gets 404, one that is suspended or archived 403, both before anything else runs;
 * a request without a tenant goes on and reaches nobody's rows.
 */
final class TenantFilter extends OncePerRequestFilter {

    private final Tenancy tenancy;
    private final TenantResolver resolver;

    TenantFilter(Tenancy tenancy, TenantResolver resolver) {
        this.tenancy = tenancy;
        this.resolver = resolver;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> named = resolver.resolve(request);
        if (named.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        Tenant tenant;
        try {
            tenant = tenancy.tenant(named.get());
        } catch (TenancyException | IllegalArgumentException e) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        if (tenant.state() == TenantState.SUSPENDED || tenant.state() == TenantState.ARCHIVED) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        run(tenant.id(), request, response, chain);
    }

    private static void run(String tenant, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            TenantContext.<Exception>run(tenant, () -> chain.doFilter(request, response));
        } catch (IOException | ServletException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }
}
