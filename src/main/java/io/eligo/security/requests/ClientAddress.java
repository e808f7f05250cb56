package io.eligo.security.requests;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** The key by which the rate limit counts anonymous callers: their address, of IPv6 the network of a subscriber. */
final class ClientAddress {
    /** Length of the prefix that one IPv6 subscriber gets. */
    private static final int IPV6_PREFIX_BYTES = 8;

    /** The key differs from every usual subject of a token. */
    static String rateLimitKey(HttpServletRequest request) {
        return "address " + networkPrefix(request.getRemoteAddr());
    }

    private static String networkPrefix(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // A literal address: no name is looked up.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, IPV6_PREFIX_BYTES)));
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private ClientAddress() {}
}
