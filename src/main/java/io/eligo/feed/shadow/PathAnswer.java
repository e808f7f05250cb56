package io.eligo.feed.shadow;

import io.eligo.rollout.shadow.ComparedAnswer;
import io.eligo.rollout.shadow.ComparedOffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The result of one path for a read, over one state of the data. */
public interface PathAnswer {
    ComparedAnswer answer();

    /** The offers that the answer consists of: those of the page; for outlets, those of the whole feed. */
    List<ComparedOffer> offers();

    /** The offer as the filtered feed contains it, on any page; null if it does not. */
    @Nullable
    ComparedOffer find(UUID offer);
}
