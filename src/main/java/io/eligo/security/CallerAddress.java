package io.eligo.security;

import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;

/** By what callers are counted that nobody knows. */
final class CallerAddress {
    /** What one subscriber gets of IPv6. */
    private static final int NETWORK = 8;

    /** No subject of a token looks like it by chance. */
    static String of(HttpServletRequest request) {
        return "address " + network(request.getRemoteAddr());
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // Of digits and colons: no name is looked up.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, NETWORK)));
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private CallerAddress() {}
}
