package io.eligo.api.limits;

import graphql.language.Directive;
import graphql.language.DirectivesContainer;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.VariableReference;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size of one GraphQL document, a value and no meter: depth and counts with fragments expanded. A small document may expand
 * without bound, so each fragment is measured once and counts stop at {@link #MAX_COUNT}. Circular fragments, which validation
 * rejects, are counted once.
 *
 * @param aliasLength characters of the longest alias
 * @param conditional whether variables decide by {@code @skip} or {@code @include} which fields are selected
 */
public record DocumentMetrics(
        int depth, int fields, int aliases, int aliasLength, int rootFields, int directives, boolean conditional) {
    static final int MAX_COUNT = 1_000_000;

    private static final DocumentMetrics ZERO = new DocumentMetrics(0, 0, 0, 0, 0, 0, false);

    public static DocumentMetrics of(Document document) {
        return new MetricsCalculator(document).measureDocument();
    }

    private DocumentMetrics plus(DocumentMetrics other) {
        return new DocumentMetrics(
                Math.max(depth, other.depth),
                cappedSum(fields, other.fields),
                cappedSum(aliases, other.aliases),
                Math.max(aliasLength, other.aliasLength),
                cappedSum(rootFields, other.rootFields),
                cappedSum(directives, other.directives),
                conditional || other.conditional);
    }

    private static int cappedSum(int one, int other) {
        return Math.min(MAX_COUNT, one + other);
    }

    private static final class MetricsCalculator {
        private final Document document;
        private final Map<String, FragmentDefinition> fragments = new HashMap<>();
        private final Map<String, DocumentMetrics> metricsByFragment = new HashMap<>();

        MetricsCalculator(Document document) {
            this.document = document;
            document.getDefinitionsOfType(FragmentDefinition.class)
                    .forEach(fragment -> fragments.put(fragment.getName(), fragment));
        }

        DocumentMetrics measureDocument() {
            DocumentMetrics whole = ZERO;
            for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
                whole = whole.plus(measureDirectives(operation)).plus(measure(operation.getSelectionSet()));
            }
            for (String fragment : fragments.keySet()) {
                DocumentMetrics unused = measureFragment(fragment);
                whole = new DocumentMetrics(
                        Math.max(whole.depth, unused.depth),
                        Math.max(whole.fields, unused.fields),
                        Math.max(whole.aliases, unused.aliases),
                        Math.max(whole.aliasLength, unused.aliasLength),
                        whole.rootFields,
                        Math.max(whole.directives, unused.directives),
                        whole.conditional || unused.conditional);
            }
            return whole;
        }

        private DocumentMetrics measure(@Nullable SelectionSet selections) {
            DocumentMetrics documentMetrics = ZERO;
            if (selections != null) {
                for (Selection<?> selection : selections.getSelections()) {
                    documentMetrics = documentMetrics.plus(measure(selection));
                }
            }
            return documentMetrics;
        }

        private DocumentMetrics measure(Selection<?> selection) {
            if (selection instanceof Field field) {
                return measureField(field).plus(measureDirectives(field));
            }
            if (selection instanceof InlineFragment inline) {
                return measure(inline.getSelectionSet()).plus(measureDirectives(inline));
            }
            var spread = (FragmentSpread) selection;
            return measureFragment(spread.getName()).plus(measureDirectives(spread));
        }

        private DocumentMetrics measureField(Field field) {
            DocumentMetrics below = measure(field.getSelectionSet());
            boolean ofTheSchema = field.getName().startsWith("__");
            String alias = field.getAlias();
            return new DocumentMetrics(
                    ofTheSchema ? 0 : below.depth + 1,
                    cappedSum(below.fields, 1),
                    cappedSum(below.aliases, alias == null ? 0 : 1),
                    Math.max(below.aliasLength, alias == null ? 0 : alias.length()),
                    1,
                    below.directives,
                    below.conditional);
        }

        private DocumentMetrics measureFragment(String name) {
            DocumentMetrics documentMetrics = metricsByFragment.get(name);
            if (documentMetrics == null) {
                metricsByFragment.put(name, ZERO);
                FragmentDefinition fragment = fragments.get(name);
                documentMetrics = fragment == null
                        ? ZERO
                        : measure(fragment.getSelectionSet()).plus(measureDirectives(fragment));
                metricsByFragment.put(name, documentMetrics);
            }
            return documentMetrics;
        }

        private static DocumentMetrics measureDirectives(DirectivesContainer<?> written) {
            boolean conditional = false;
            for (Directive directive : written.getDirectives()) {
                conditional |= directive.getArguments().stream()
                        .anyMatch(argument -> argument.getValue() instanceof VariableReference);
            }
            return new DocumentMetrics(
                    0, 0, 0, 0, 0, Math.min(MAX_COUNT, written.getDirectives().size()), conditional);
        }
    }
}
