package io.eligo.api.execution;

import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategyParameters;
import graphql.schema.GraphQLObjectType;
import io.eligo.api.limits.ResponseBudget;
import io.eligo.api.limits.ResponseLimitExceeded;
import java.util.Objects;

/**
 * Executes queries; but the object that a query's own field answers is written as JSON at once where all that is wanted of it
 * are properties. The engine takes a microsecond a field, to be ready for what such fields never do: wait, fail, tell somebody.
 */
public final class PropertyExecutionStrategy extends AsyncExecutionStrategy {
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
                    // The engine would do as much again.
                    throw e;
                } catch (RuntimeException e) {
                    // Whatever it is, the engine meets it again, and knows how to say it.
                    return super.executeObject(context, parameters);
                }
            }
        }
        return super.executeObject(context, parameters);
    }
}
