package io.eligo.graphql;

import graphql.execution.AsyncExecutionStrategy;
import graphql.execution.DataFetcherExceptionHandler;
import graphql.execution.ExecutionContext;
import graphql.execution.ExecutionStrategyParameters;
import graphql.schema.GraphQLObjectType;
import java.util.Objects;

/**
 * Executes queries; but the object that a query's own field answers is written as JSON at once where all that is wanted of it
 * are properties. The engine takes a microsecond a field, to be ready for what such fields never do: wait, fail, tell somebody.
 */
final class PropertyExecution extends AsyncExecutionStrategy {
    PropertyExecution(DataFetcherExceptionHandler exceptions) {
        super(exceptions);
    }

    @Override
    protected Object executeObject(ExecutionContext context, ExecutionStrategyParameters parameters) {
        Selections selections = context.getGraphQLContext().get(Selections.class);
        if (selections != null && parameters.getPath().getLevel() == 1 && !context.hasIncrementalSupport()) {
            GraphQLObjectType type = parameters.getExecutionStepInfo().getUnwrappedNonNullTypeAs();
            Selection selection =
                    selections.of(context, Objects.requireNonNull(parameters.getField()), type, parameters.getFields());
            if (selection != null) {
                try {
                    return selections.written(
                            selection, parameters.getSource(), AnswerBudget.of(context.getGraphQLContext()));
                } catch (AnswerRefused e) {
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
