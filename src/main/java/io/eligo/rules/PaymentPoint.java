package io.eligo.rules;

/** An M-Pesa paybill or till of an outlet. */
public record PaymentPoint(PaymentKind kind, PublicationStatus publicationStatus) {}
