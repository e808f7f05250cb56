package io.eligo.report.criteria;

/** What the report says of a criterion. */
public enum CriterionStatus {
    MET("met"),
    NOT_MET("not met"),
    /** There are no data, or not enough. */
    NOT_KNOWN("not known"),
    /** The period has no bound for it: measured only. */
    NO_BOUND("no bound");

    private final String words;

    CriterionStatus(String words) {
        this.words = words;
    }

    /** Within a sentence. */
    public String words() {
        return words;
    }
}
