package io.eligo.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphanedServerTest {
    @TempDir
    Path folder;

    private Process process;
    private Path pidFile;

    @BeforeEach
    void start() throws Exception {
        process = new ProcessBuilder("sleep", "60").start();
        pidFile = folder.resolve("server.pid");
        Files.writeString(pidFile, process.pid() + "\n");
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void endsTheProcessThatWroteTheFile() {
        OrphanedServer.terminate(pidFile, program());
        assertThat(process.isAlive()).isFalse();
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void doesNotEndAnotherProgramWithTheSameProcessId() {
        OrphanedServer.terminate(pidFile, "postgres");
        assertThat(process.isAlive()).isTrue();
        assertThat(pidFile).doesNotExist();
    }

    // Where sleep is a link, for example to busybox, the process has the name of the link's target.
    private String program() {
        return process.info()
                .command()
                .map(command -> Path.of(command).getFileName().toString())
                .orElseThrow();
    }
}
