package io.eligo.rollout;

import java.math.BigDecimal;
import java.util.List;
import org.springframework.boot.test.context.TestComponent;

/** Changes the switch, so that this process follows at once and not at its next poll. */
@TestComponent
public class RolloutFixture {
    private final RolloutControl control;
    private final RolloutFollower follower;

    RolloutFixture(RolloutControl control, RolloutFollower follower) {
        this.control = control;
        this.follower = follower;
    }

    /** On for all users, without lists and shadow. */
    public void reset() {
        set(new RolloutChange(true, RolloutChange.ON.share(), BigDecimal.ZERO, List.of(), List.of()));
    }

    public void set(RolloutChange change) {
        control.change(change, "test", null);
        follower.refresh();
    }
}
