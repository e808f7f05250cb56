package io.eligo.jobs.files;

/** The type of a job argument's value. */
public enum ArgumentType {
    FOLDER {
        @Override
        void check(String value) {
            require(!value.isBlank(), "a folder is expected");
        }
    },
    ID {
        @Override
        void check(String value) {
            require(value.matches(UUID), "a UUID is expected");
        }
    },
    BOOLEAN {
        @Override
        void check(String value) {
            require(value.equals("true") || value.equals("false"), "true or false is expected");
        }
    },
    COUNT {
        @Override
        void check(String value) {
            require(value.matches("\\d{1,9}"), "a whole number from 0 to 999999999 is expected");
        }
    },
    INTEGER {
        @Override
        void check(String value) {
            require(value.matches("-?\\d{1,18}"), "a whole number is expected");
        }
    };

    private static final String UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    /** @throws IllegalArgumentException stating what is expected */
    abstract void check(String value);

    private static void require(boolean fits, String expected) {
        if (!fits) {
            throw new IllegalArgumentException(expected);
        }
    }
}
