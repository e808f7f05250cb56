package io.eligo.rules;

import io.eligo.rules.vocabulary.PaymentKind;
import io.eligo.rules.vocabulary.PublicationStatus;

/** An M-Pesa paybill or till of an outlet. */
public record PaymentPoint(PaymentKind kind, PublicationStatus publicationStatus) {}
