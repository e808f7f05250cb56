package io.eligo.graphql;

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
 * How large a document is once its fragments are put in, which a small one may be without end: so each fragment is looked at
 * once, and numbers stop growing at {@link #MUCH}. Where fragments go in circles, which validation refuses, one round counts.
 *
 * @param aliasLength of the longest alias
 * @param conditional whether variables decide by {@code @skip} or {@code @include} what is asked for
 */
record Shape(int depth, int fields, int aliases, int aliasLength, int rootFields, int directives, boolean conditional) {
    static final int MUCH = 1_000_000;

    private static final Shape NOTHING = new Shape(0, 0, 0, 0, 0, 0, false);

    static Shape of(Document document) {
        return new Reader(document).whole();
    }

    private Shape and(Shape other) {
        return new Shape(
                Math.max(depth, other.depth),
                sum(fields, other.fields),
                sum(aliases, other.aliases),
                Math.max(aliasLength, other.aliasLength),
                sum(rootFields, other.rootFields),
                sum(directives, other.directives),
                conditional || other.conditional);
    }

    private static int sum(int one, int other) {
        return Math.min(MUCH, one + other);
    }

    private static final class Reader {
        private final Document document;
        private final Map<String, FragmentDefinition> fragments = new HashMap<>();
        private final Map<String, Shape> known = new HashMap<>();

        Reader(Document document) {
            this.document = document;
            document.getDefinitionsOfType(FragmentDefinition.class)
                    .forEach(fragment -> fragments.put(fragment.getName(), fragment));
        }

        Shape whole() {
            Shape whole = NOTHING;
            for (OperationDefinition operation : document.getDefinitionsOfType(OperationDefinition.class)) {
                whole = whole.and(directives(operation)).and(of(operation.getSelectionSet()));
            }
            for (String fragment : fragments.keySet()) {
                Shape unused = fragment(fragment);
                whole = new Shape(
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

        private Shape of(@Nullable SelectionSet selections) {
            Shape shape = NOTHING;
            if (selections != null) {
                for (Selection<?> selection : selections.getSelections()) {
                    shape = shape.and(of(selection));
                }
            }
            return shape;
        }

        private Shape of(Selection<?> selection) {
            if (selection instanceof Field field) {
                return field(field).and(directives(field));
            }
            if (selection instanceof InlineFragment inline) {
                return of(inline.getSelectionSet()).and(directives(inline));
            }
            var spread = (FragmentSpread) selection;
            return fragment(spread.getName()).and(directives(spread));
        }

        private Shape field(Field field) {
            Shape below = of(field.getSelectionSet());
            boolean ofTheSchema = field.getName().startsWith("__");
            String alias = field.getAlias();
            return new Shape(
                    ofTheSchema ? 0 : below.depth + 1,
                    sum(below.fields, 1),
                    sum(below.aliases, alias == null ? 0 : 1),
                    Math.max(below.aliasLength, alias == null ? 0 : alias.length()),
                    1,
                    below.directives,
                    below.conditional);
        }

        private Shape fragment(String name) {
            Shape shape = known.get(name);
            if (shape == null) {
                known.put(name, NOTHING);
                FragmentDefinition fragment = fragments.get(name);
                shape = fragment == null
                        ? NOTHING
                        : of(fragment.getSelectionSet()).and(directives(fragment));
                known.put(name, shape);
            }
            return shape;
        }

        private static Shape directives(DirectivesContainer<?> written) {
            boolean conditional = false;
            for (Directive directive : written.getDirectives()) {
                conditional |= directive.getArguments().stream()
                        .anyMatch(argument -> argument.getValue() instanceof VariableReference);
            }
            return new Shape(
                    0, 0, 0, 0, 0, Math.min(MUCH, written.getDirectives().size()), conditional);
        }
    }
}
