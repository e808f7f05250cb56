package io.eligo.api.endpoint;

import graphql.schema.idl.RuntimeWiring;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.stereotype.Component;

/** Registers the scalars {@code DateTime} and {@code Decimal}. */
@Component
class ScalarWiring implements RuntimeWiringConfigurer {
    @Override
    public void configure(RuntimeWiring.Builder wiring) {
        wiring.scalar(InstantScalar.DATE_TIME).scalar(DecimalScalar.DECIMAL);
    }
}
