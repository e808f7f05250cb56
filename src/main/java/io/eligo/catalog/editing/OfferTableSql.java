package io.eligo.catalog.editing;

import io.eligo.rules.vocabulary.OfferType;
import java.util.Locale;

/** The tables of the three kinds of offers and the statements that write a row of each. */
enum OfferTableSql {
    CASHBACK("cashback_configuration", "used_cashback_budget", """
            INSERT INTO cashback_configuration (id, merchant_id, name, start_date, end_date, is_active, eligible_customer_types,
                net_cashback_budget, review_status)
            VALUES (:id, :merchant, :name, :from, :until, :active, :audience, :limit, :review)
            """, """
            UPDATE cashback_configuration
            SET merchant_id = :merchant, name = :name, start_date = :from, end_date = :until, is_active = :active,
                eligible_customer_types = :audience, net_cashback_budget = :limit, review_status = :review
            WHERE id = :id
            """),
    EXCLUSIVE("exclusive_offer", "used_offer_budget", """
            INSERT INTO exclusive_offer (id, merchant_id, name, description, start_date, end_date, is_active,
                eligible_customer_types, net_offer_budget, review_status)
            VALUES (:id, :merchant, :name, :description, :from, :until, :active, :audience, :limit, :review)
            """, """
            UPDATE exclusive_offer
            SET merchant_id = :merchant, name = :name, description = :description, start_date = :from, end_date = :until,
                is_active = :active, eligible_customer_types = :audience, net_offer_budget = :limit, review_status = :review
            WHERE id = :id
            """),
    LOYALTY("loyalty_program", "points_used_in_period", """
            INSERT INTO loyalty_program (id, merchant_id, name, is_active, points_issued_limit, review_status)
            VALUES (:id, :merchant, :name, :active, :limit, :review)
            """, """
            UPDATE loyalty_program
            SET merchant_id = :merchant, name = :name, is_active = :active, points_issued_limit = :limit, review_status = :review
            WHERE id = :id
            """);

    private final String table;
    private final String usedColumn;
    private final String insert;
    private final String update;

    OfferTableSql(String table, String usedColumn, String insert, String update) {
        this.table = table;
        this.usedColumn = usedColumn;
        this.insert = insert;
        this.update = update;
    }

    static OfferTableSql of(OfferType type) {
        return switch (type) {
            case CASHBACK -> CASHBACK;
            case EXCLUSIVE -> EXCLUSIVE;
            case LOYALTY -> LOYALTY;
        };
    }

    String insert() {
        return insert;
    }

    String update() {
        return update;
    }

    String lock() {
        return String.format(Locale.ROOT, "SELECT id FROM %s WHERE id = ? FOR NO KEY UPDATE", table);
    }

    String setActive() {
        return String.format(
                Locale.ROOT, "UPDATE %s SET is_active = :active WHERE id = :id AND is_active <> :active", table);
    }

    String delete() {
        return String.format(
                Locale.ROOT, "UPDATE %s SET deleted_at = now() WHERE id = ? AND deleted_at IS NULL", table);
    }

    /** A single statement, so that concurrent spends wait for each other and none is lost. */
    String addSpend() {
        return String.format(Locale.ROOT, "UPDATE %1$s SET %2$s = %2$s + ? WHERE id = ?", table, usedColumn);
    }
}
