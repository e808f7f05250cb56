package io.eligo.api.endpoint;

import graphql.ExecutionInput;
import graphql.execution.instrumentation.InstrumentationContext;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimpleInstrumentationContext;
import graphql.execution.instrumentation.parameters.InstrumentationExecutionParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.execution.instrumentation.parameters.InstrumentationFieldParameters;
import graphql.schema.DataFetcher;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLDirectiveContainer;
import graphql.schema.GraphQLInputType;
import io.eligo.api.documents.DocumentCache;
import io.eligo.api.documents.GraphQlSettings;
import io.eligo.api.execution.PropertyExecutionStrategy;
import io.eligo.api.limits.LimitSettings;
import io.eligo.api.limits.ResponseBudget;
import io.eligo.api.limits.StorableTextCheck;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.graphql.autoconfigure.GraphQlSourceBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.ExecutionGraphQlService;
import org.springframework.graphql.data.method.annotation.support.AnnotatedControllerConfigurer;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
import org.springframework.graphql.observation.GraphQlObservationInstrumentation;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlInterceptor;

/**
 * Beans of the GraphQL engine. The instrumentation among them also checks the text of the arguments of every field with a fetcher,
 * and counts the fields that the engine executes against the {@link ResponseBudget}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({LimitSettings.class, GraphQlSettings.class})
class GraphQlEngineConfiguration {
    private static final String ANY_TEXT_DIRECTIVE = "anyText";

    @Bean
    GraphQlSourceBuilderCustomizer preparsedDocumentsCustomizer(
            DocumentCache documentCache, ObjectProvider<DataFetcherExceptionResolver> resolvers) {
        return source -> source.configureGraphQl(engine -> engine.preparsedDocumentProvider(documentCache)
                .queryExecutionStrategy(
                        new PropertyExecutionStrategy(DataFetcherExceptionResolver.createExceptionHandler(
                                resolvers.orderedStream().toList()))));
    }

    /** Observes requests, but not single fields: observing a field took longer than resolving most fields. */
    @Bean
    GraphQlObservationInstrumentation requestObservationInstrumentation(ObservationRegistry registry) {
        return new GraphQlObservationInstrumentation(registry) {
            @Override
            public ExecutionInput instrumentExecutionInput(
                    ExecutionInput input, InstrumentationExecutionParameters parameters, InstrumentationState state) {
                return input;
            }

            @Override
            public DataFetcher<?> instrumentDataFetcher(
                    DataFetcher<?> fetcher,
                    InstrumentationFieldFetchParameters parameters,
                    InstrumentationState state) {
                return parameters.isTrivialDataFetcher() ? fetcher : rejectingUnstorableText(fetcher);
            }

            @Override
            public InstrumentationContext<Object> beginFieldExecution(
                    InstrumentationFieldParameters parameters, InstrumentationState state) {
                ResponseBudget.from(parameters.getExecutionContext().getGraphQLContext())
                        .spendEngineField();
                return SimpleInstrumentationContext.noOp();
            }
        };
    }

    private static boolean acceptsAnyText(GraphQLInputType type) {
        return type instanceof GraphQLDirectiveContainer container && container.hasAppliedDirective(ANY_TEXT_DIRECTIVE);
    }

    /** Rejects text that PostgreSQL cannot store, except in inputs that the schema marks: a filter that no offer matches. */
    private static DataFetcher<?> rejectingUnstorableText(DataFetcher<?> fetcher) {
        return field -> {
            for (GraphQLArgument argument : field.getFieldDefinition().getArguments()) {
                if (!acceptsAnyText(argument.getType())) {
                    StorableTextCheck.check(argument.getName(), field.getArgument(argument.getName()));
                }
            }
            return fetcher.get(field);
        };
    }

    /** Context propagation is off, because a request runs on one thread: each field would capture and restore the context. */
    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    WebGraphQlHandler singleThreadWebGraphQlHandler(
            ExecutionGraphQlService service, ObjectProvider<WebGraphQlInterceptor> interceptors) {
        return WebGraphQlHandler.builder(service)
                .interceptors(interceptors.orderedStream().toList())
                .contextSnapshotFactory(ContextSnapshotFactory.builder()
                        .contextRegistry(new ContextRegistry().loadContextAccessors())
                        .build())
                .build();
    }

    /**
     * Calls controller methods on the thread of the request. With virtual threads, Spring would call each on another thread,
     * although the thread of the request is virtual already, and send the response in a second dispatch.
     */
    @Bean
    static BeanPostProcessor requestThreadControllersPostProcessor() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof AnnotatedControllerConfigurer controllers) {
                    controllers.setBlockingMethodPredicate(null);
                }
                return bean;
            }
        };
    }
}
