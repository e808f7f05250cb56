package io.eligo.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * The name of this process among all nodes: host, process id and a random suffix. The suffix is needed because every containerized
 * process has the id 1.
 */
@Component
public class Node {
    private final String name = String.format(
            Locale.ROOT, "%s-%d-%.4s", host(), ProcessHandle.current().pid(), UUID.randomUUID());
    private final List<String> roles;

    Node(Roles roles) {
        this.roles = roles.names();
    }

    public String name() {
        return name;
    }

    public List<String> roles() {
        return roles;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // Without a host name, process id and suffix identify the node.
            return "localhost";
        }
    }
}
