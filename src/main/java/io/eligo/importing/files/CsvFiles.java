package io.eligo.importing.files;

import static io.eligo.importing.files.ColumnType.AMOUNT;
import static io.eligo.importing.files.ColumnType.AUDIENCE;
import static io.eligo.importing.files.ColumnType.FLAG;
import static io.eligo.importing.files.ColumnType.ID;
import static io.eligo.importing.files.ColumnType.PERCENTAGE;
import static io.eligo.importing.files.ColumnType.TEXT;
import static io.eligo.importing.files.ColumnType.TIME;
import static io.eligo.importing.files.ColumnType.enumOf;
import static io.eligo.importing.files.ColumnType.oneOf;

import io.eligo.rules.vocabulary.CustomerType;
import io.eligo.rules.vocabulary.MerchantStatus;
import io.eligo.rules.vocabulary.OfferType;
import io.eligo.rules.vocabulary.PaymentKind;
import io.eligo.rules.vocabulary.ReviewStatus;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.batch.core.step.StepExecution;

/** The files of the import folder in load order: a row refers only to rows of earlier files. */
public final class CsvFiles {
    private static final List<String> ONE_ID = List.of("id");

    private static final CsvFile MERCHANTS = CsvFile.of(
                    "merchant",
                    ONE_ID,
                    Column.of("id", ID),
                    Column.of("business_name", TEXT),
                    Column.of("status", enumOf(MerchantStatus.class)),
                    Column.of("category", TEXT))
            .withSequenceColumn("merchant_no");

    private static final CsvFile OUTLETS = CsvFile.of(
                    "outlet",
                    ONE_ID,
                    Column.of("id", ID),
                    Column.of("merchant_id", ID),
                    Column.of("name", TEXT),
                    Column.nullable("description", TEXT),
                    Column.of("is_active", FLAG),
                    review())
            .withForeignKey("merchant", "merchant_id");

    private static final CsvFile PAYMENT_POINTS = CsvFile.of(
                    "payment_point",
                    ONE_ID,
                    Column.of("id", ID),
                    Column.of("outlet_id", ID),
                    Column.of("kind", enumOf(PaymentKind.class)),
                    Column.of("is_active", FLAG),
                    Column.nullable("deleted_at", TIME),
                    review())
            .withForeignKey("outlet", "outlet_id");

    private static final CsvFile CASHBACK_CONFIGURATIONS = CsvFile.of(
                    "cashback_configuration",
                    ONE_ID,
                    Column.of("id", ID),
                    Column.of("merchant_id", ID),
                    Column.of("name", TEXT),
                    Column.nullable("start_date", TIME),
                    Column.nullable("end_date", TIME),
                    Column.of("is_active", FLAG),
                    Column.nullable("deleted_at", TIME),
                    Column.of("eligible_customer_types", AUDIENCE),
                    Column.of("net_cashback_budget", AMOUNT),
                    Column.of("used_cashback_budget", AMOUNT),
                    review())
            .withRowRules(RowRule.WINDOW)
            .withTableRules(TableRule.uniqueOfferId("cashback_configuration", OfferType.CASHBACK.spelling()))
            .withForeignKey("merchant", "merchant_id")
            .withSequenceColumn("offer_no");

    private static final CsvFile CASHBACK_TIERS = CsvFile.of(
                    "cashback_tier",
                    ONE_ID,
                    Column.of("id", ID),
                    Column.of("cashback_configuration_id", ID),
                    Column.of("name", TEXT),
                    Column.of("percentage", PERCENTAGE),
                    Column.of("is_active", FLAG),
                    Column.nullable("deleted_at", TIME),
                    review())
            .withForeignKey("cashback_configuration", "cashback_configuration_id");

    private static final CsvFile EXCLUSIVE_OFFERS = CsvFile.of(
                    "exclusive_offer",
                    ONE_ID,
                    Column.of("id", ID),
                    Column.nullable("merchant_id", ID),
                    Column.of("name", TEXT),
                    Column.nullable("description", TEXT),
                    Column.of("start_date", TIME),
                    Column.of("end_date", TIME),
                    Column.of("is_active", FLAG),
                    Column.nullable("deleted_at", TIME),
                    Column.of("eligible_customer_types", AUDIENCE),
                    Column.of("net_offer_budget", AMOUNT),
                    Column.of("used_offer_budget", AMOUNT),
                    review())
            .withRowRules(RowRule.WINDOW, RowRule.PLATFORM_WIDE)
            .withTableRules(TableRule.uniqueOfferId("exclusive_offer", OfferType.EXCLUSIVE.spelling()))
            .withForeignKey("merchant", "merchant_id")
            .withSequenceColumn("offer_no");

    private static final CsvFile LOYALTY_PROGRAMS = CsvFile.of(
                    "loyalty_program",
                    ONE_ID,
                    Column.of("id", ID),
                    Column.nullable("merchant_id", ID),
                    Column.of("name", TEXT),
                    Column.of("is_active", FLAG),
                    Column.of("points_used_in_period", AMOUNT),
                    Column.nullable("points_issued_limit", AMOUNT),
                    review())
            .withTableRules(TableRule.uniqueOfferId("loyalty_program", OfferType.LOYALTY.spelling()))
            .withForeignKey("merchant", "merchant_id")
            .withFixpointRule(TableRule.ONE_PROGRAM_PER_MERCHANT)
            .withSequenceColumn("offer_no");

    private static final CsvFile LOYALTY_TIERS = CsvFile.of(
                    "loyalty_tier",
                    ONE_ID,
                    Column.of("id", ID),
                    Column.of("loyalty_program_id", ID),
                    Column.of("name", TEXT),
                    Column.of("min_customer_type", enumOf(CustomerType.class)),
                    Column.of("is_active", FLAG),
                    Column.nullable("deleted_at", TIME),
                    review())
            .withForeignKey("loyalty_program", "loyalty_program_id");

    private static final CsvFile LOYALTY_REWARDS = CsvFile.of(
                    "loyalty_reward",
                    ONE_ID,
                    Column.of("id", ID),
                    Column.of("loyalty_program_id", ID),
                    Column.of("name", TEXT),
                    Column.of("is_active", FLAG),
                    review())
            .withForeignKey("loyalty_program", "loyalty_program_id");

    private static final CsvFile OFFER_OUTLETS = CsvFile.of(
                    "offer_outlet",
                    List.of("offer_id", "outlet_id"),
                    Column.of(
                            "offer_type",
                            oneOf(typesWithLinkedOutlets()
                                    .map(OfferType::spelling)
                                    .toList())),
                    Column.of("offer_id", ID),
                    Column.of("outlet_id", ID))
            .withTableRules(
                    TableRule.offerTypeMatches(
                            typesWithLinkedOutlets().toList(),
                            type -> offersOf(type).name()),
                    TableRule.sameMerchant(typesWithLinkedOutlets()
                            .map(type -> offersOf(type).table())
                            .toList()))
            .withForeignKey("outlet", "outlet_id");

    public static final CsvFile CUSTOMER_TYPES = CsvFile.of(
                    "customer_type",
                    List.of("user_id", "merchant_id"),
                    Column.of("user_id", ID),
                    Column.of("merchant_id", ID),
                    Column.of("type", enumOf(CustomerType.class)))
            .withForeignKey("merchant", "merchant_id");

    public static final List<CsvFile> IN_LOAD_ORDER = List.of(
            MERCHANTS,
            OUTLETS,
            PAYMENT_POINTS,
            CASHBACK_CONFIGURATIONS,
            CASHBACK_TIERS,
            EXCLUSIVE_OFFERS,
            LOYALTY_PROGRAMS,
            LOYALTY_TIERS,
            LOYALTY_REWARDS,
            OFFER_OUTLETS,
            CUSTOMER_TYPES);

    static {
        for (OfferType type : OfferType.values()) {
            if (!IN_LOAD_ORDER.contains(offersOf(type))) {
                throw new IllegalStateException("import loads no file of offers of type " + type.spelling());
            }
        }
    }

    private static CsvFile offersOf(OfferType type) {
        return switch (type) {
            case CASHBACK -> CASHBACK_CONFIGURATIONS;
            case EXCLUSIVE -> EXCLUSIVE_OFFERS;
            case LOYALTY -> LOYALTY_PROGRAMS;
        };
    }

    /** The types whose outlets are linked; the outlets of a loyalty program are those of its merchant. */
    private static Stream<OfferType> typesWithLinkedOutlets() {
        return Stream.of(OfferType.values()).filter(type -> switch (type) {
            case CASHBACK, EXCLUSIVE -> true;
            case LOYALTY -> false;
        });
    }

    /** The file of a step. The step's name is the file's name, a hyphen, and the action. */
    public static CsvFile forStep(StepExecution step) {
        String name = step.getStepName().substring(0, step.getStepName().indexOf('-'));
        return IN_LOAD_ORDER.stream()
                .filter(file -> file.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Column review() {
        return Column.nullable("review_status", enumOf(ReviewStatus.class));
    }

    private CsvFiles() {}
}
