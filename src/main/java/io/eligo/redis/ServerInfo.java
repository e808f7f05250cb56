package io.eligo.redis;

import io.lettuce.core.RedisException;

/**
 * Who a server says it is.
 *
 * @param id its process and the history of its data: a replica that is promoted keeps its {@code run_id} and begins another history
 * @param primary false for a replica, which holds whatever its primary does
 */
record ServerInfo(String id, boolean primary) {
    /** @param info the answers of {@code INFO server} and {@code INFO replication} */
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
