package io.eligo.customers;

import java.util.List;

/**
 * Consecutive customers of a range.
 *
 * @param last whether the range has no customers after these
 */
public record CustomerPage(List<Customer> customers, boolean last) {}
