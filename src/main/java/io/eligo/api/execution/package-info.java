/**
 * Writes responses: property fetching, compiled serialization plans, and JSON fragments that are cached between requests. {@code
 * docs/architecture/requests.md} follows one document from its text to the bytes of the answer.
 *
 * <p>A kind of plan is a record that implements {@code SerializationPlan}, and a case in {@code SerializationPlans.PlanCompiler}, which
 * returns null for what has no plan: then the engine executes the field. A plan
 *
 * <ul>
 *   <li>writes what the engine would write. PropertyExecutionStrategyTest compares both;
 *   <li>never writes an error. For a value that would be one, such as a null where none may be, it throws {@code EngineFallback}; what was
 *       written of the field is discarded, and the engine executes the field again;
 *   <li>reads values by {@code PropertyFetcher} only. It runs no SQL and changes nothing, since the engine may read the same values again;
 *   <li>is immutable: concurrent requests share it. It depends on the document and the schema and on no variable; a document in which
 *       variables decide what is selected has other plans in each request, without cached fragments;
 *   <li>counts its fields with {@code JsonWriter.countFields} and writes to that writer only, or the budget of the response does not hold;
 *   <li>is found by the identity of the document's nodes, and cached fragments by an identity of the plan. Two plans that are alike are two
 *       plans: no other object keeps a plan, or it would keep its document in memory.
 * </ul>
 */
@NullMarked
package io.eligo.api.execution;

import org.jspecify.annotations.NullMarked;
