package io.eligo.jobs.runtime;

import io.eligo.platform.Roles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** This process, as others know it: host, process and a few letters, since in a container every process is the first. */
@Component
class Node {
    private final String name = String.format(
            Locale.ROOT, "%s-%d-%.4s", host(), ProcessHandle.current().pid(), UUID.randomUUID());
    private final List<String> roles;

    Node(Roles roles) {
        this.roles = roles.names();
    }

    String name() {
        return name;
    }

    List<String> roles() {
        return roles;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A host without a name of its own is told apart by the rest.
            return "localhost";
        }
    }
}
