package io.eligo.customers;

import java.util.List;

/**
 * Customers of a range who follow each other.
 *
 * @param last whether the range has no more behind them
 */
public record CustomerPage(List<Customer> customers, boolean last) {}
