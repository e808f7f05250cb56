package io.eligo.security.requests;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** By what callers are counted that nobody knows. */
final class ClientAddress {
    /** What one subscriber gets of IPv6. */
    private static final int IPV6_PREFIX_BYTES = 8;

    /** No subject of a token looks like it by chance. */
    static String rateLimitKey(HttpServletRequest request) {
        return "address " + networkPrefix(request.getRemoteAddr());
    }

    private static String networkPrefix(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // Of digits and colons: no name is looked up.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, IPV6_PREFIX_BYTES)));
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private ClientAddress() {}
}
