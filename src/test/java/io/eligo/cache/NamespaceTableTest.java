package io.eligo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.servers.EligoTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@EligoTest
@ExtendWith(OutputCaptureExtension.class)
class NamespaceTableTest {
    @Autowired
    NamespaceTable namespaceTable;

    @BeforeEach
    @AfterEach
    void close() {
        namespaceTable.closeCurrent();
    }

    @Test
    void theLogNamesTheNumberUnderWhichCopiesAreStored(CapturedOutput output) {
        NamespaceTable.NamespaceState closed = namespaceTable.readState();

        namespaceTable.open(closed, "server");

        NamespaceTable.NamespaceState opened = namespaceTable.readState();
        assertThat(opened.openNamespace()).isNotNull();
        assertThat(opened.number()).isGreaterThan(closed.number());
        assertThat(output.getOut()).contains("Cache open, reading from Redis under namespace " + opened.number());
    }
}
