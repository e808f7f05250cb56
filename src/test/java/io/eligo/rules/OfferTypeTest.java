package io.eligo.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.eligo.rules.vocabulary.OfferType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OfferTypeTest {
    private static final Pattern SCHEMA_ENUM = Pattern.compile("enum OfferType \\{([^}]*)}");

    @Test
    void schemaHasTheSameTypes() throws IOException {
        var schema = SCHEMA_ENUM.matcher(Files.readString(Path.of("src/main/resources/graphql/schema.graphqls")));
        assertThat(schema.find()).isTrue();
        assertThat(schema.group(1).strip().split("\\s+"))
                .containsExactly(
                        Stream.of(OfferType.values()).map(OfferType::name).toArray(String[]::new));
    }
}
