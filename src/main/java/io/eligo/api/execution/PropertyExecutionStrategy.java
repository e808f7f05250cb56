package io.eligo.api.execution;

import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategyParameters;
import graphql.schema.GraphQLObjectType;
import io.eligo.api.ResponseLimitExceeded;
import io.eligo.api.limits.ResponseBudget;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes queries. The object of a root field is written as JSON at once if all selected fields are properties. The engine
 * takes a microsecond per field to prepare for what properties never do: block, fail, or be observed.
 */
public final class PropertyExecutionStrategy extends AsyncExecutionStrategy {
    private static final Logger log = LoggerFactory.getLogger(PropertyExecutionStrategy.class);

    public PropertyExecutionStrategy(DataFetcherExceptionHandler exceptions) {
        super(exceptions);
    }

    @Override
    protected Object executeObject(ExecutionContext context, ExecutionStrategyParameters parameters) {
        SerializationPlans serializationPlans = context.getGraphQLContext().get(SerializationPlans.class);
        if (serializationPlans != null && parameters.getPath().getLevel() == 1 && !context.hasIncrementalSupport()) {
            GraphQLObjectType type = parameters.getExecutionStepInfo().getUnwrappedNonNullTypeAs();
            SerializationPlan serializationPlan = serializationPlans.find(
                    context, Objects.requireNonNull(parameters.getField()), type, parameters.getFields());
            if (serializationPlan != null) {
                try {
                    return serializationPlans.serialize(
                            serializationPlan,
                            parameters.getSource(),
                            ResponseBudget.from(context.getGraphQLContext()));
                } catch (ResponseLimitExceeded e) {
                    // The engine would exceed the same limit.
                    throw e;
                } catch (RuntimeException e) {
                    // The engine meets the same error and reports it.
                    log.debug("Compiled serialization failed, the engine executes the field", e);
                    return super.executeObject(context, parameters);
                }
            }
        }
        return super.executeObject(context, parameters);
    }
}
