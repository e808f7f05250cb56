package io.eligo.redis;

import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Timeouts of commands: a reader's commands have a short one. They start when the command is issued. */
final class ReadTimeouts extends TimeoutOptions.TimeoutSource {
    private static final Set<ProtocolKeyword> READERS_COMMANDS =
            Set.of(CommandType.GET, CommandType.EVAL, CommandType.EVALSHA);

    private final Duration readTimeout;
    private final Duration otherTimeout;

    ReadTimeouts(Duration readTimeout, Duration otherTimeout) {
        this.readTimeout = readTimeout;
        this.otherTimeout = otherTimeout;
    }

    @Override
    public long getTimeout(RedisCommand<?, ?, ?> command) {
        return (READERS_COMMANDS.contains(command.getType()) ? readTimeout : otherTimeout).toNanos();
    }

    @Override
    public TimeUnit getTimeUnit() {
        return TimeUnit.NANOSECONDS;
    }
}
