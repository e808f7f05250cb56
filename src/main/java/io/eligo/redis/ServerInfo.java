package io.eligo.redis;

import io.lettuce.core.RedisException;

/**
 * Identity of a server.
 *
 * @param id its process and its data history: a promoted replica keeps its {@code run_id} and starts another history
 * @param primary false for a replica, which holds its primary's data
 */
record ServerInfo(String id, boolean primary) {
    /** @param info the output of {@code INFO server} and {@code INFO replication} */
    static ServerInfo parse(String info) {
        return new ServerInfo(
                value(info, "run_id") + "-" + value(info, "master_replid"),
                value(info, "role").equals("master"));
    }

    private static String value(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElseThrow(() -> new RedisException("INFO has no " + name));
    }
}
