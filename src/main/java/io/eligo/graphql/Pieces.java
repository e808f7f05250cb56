package io.eligo.graphql;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** An answer being put together: what is {@link Rendered} stays where it is, and is not copied to stand beside the rest. */
final class Pieces {
    private static final int BESIDE = 512;

    private final List<Rendered> done = new ArrayList<>();
    private Utf8 open = new Utf8(BESIDE);

    /** Where to write what comes next. */
    Utf8 open() {
        return open;
    }

    void add(Rendered piece) {
        done.add(new Rendered(open.bytes(), open.length()));
        done.add(piece);
        open = new Utf8(BESIDE);
    }

    int length() {
        return done.stream().mapToInt(Rendered::length).sum() + open.length();
    }

    void writeTo(OutputStream out) throws IOException {
        for (Rendered piece : done) {
            out.write(piece.bytes(), 0, piece.length());
        }
        out.write(open.bytes(), 0, open.length());
    }
}
