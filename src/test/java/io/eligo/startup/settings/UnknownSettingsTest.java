package io.eligo.startup.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.eligo.startup.StartupFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Names below {@code eligo.} that are no settings, in files or arguments and in environment variables. */
class UnknownSettingsTest {
    private static final String SYSTEM_ENVIRONMENT = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

    @ParameterizedTest
    @CsvSource(textBlock = """
            eligo.outbox.poler.max-user-share, eligo.outbox.poller.max-user-share
            eligo.outbox.poller.maxUsersShare, eligo.outbox.poller.max-user-share
            eligo.outbox.max-user-share,       eligo.outbox.poller.max-user-share
            eligo.outbox.poller,               eligo.outbox.poller.interval
            eligo.role,                        eligo.roles
            eligo.roles.api,                   eligo.roles
            eligo.cache.max.staleness,         eligo.cache.max-staleness
            eligo.limit.depth,                 eligo.limits.depth
            eligo.jobs.import.chunksizes,      eligo.jobs.import.chunk-size
            eligo.jobs.imports.chunk-size,     eligo.jobs.import.chunk-size
            """)
    void anUnknownNameIsRefusedWithTheNearestOne(String unknown, String nearest) {
        assertThatThrownBy(() -> UnknownSettings.refuse(withSetting(unknown, "1")))
                .isInstanceOf(StartupFailure.class)
                .hasMessageContaining(" is not a setting; the nearest name is " + nearest + ".");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ELIGO_OUTBOX_POLER_MAXUSERSHARE,  eligo.outbox.poller.max-user-share
            ELIGO_OUTBOX_POLLER_MAX_USERS,    eligo.outbox.poller.max-user-share
            ELIGO_JOBS_IMPORT_CHUNKSIZES,     eligo.jobs.import.chunk-size
            ELIGO_CLOCKS,                     eligo.clock
            eligo_clocks,                     eligo.clock
            """)
    void anUnknownEnvironmentVariableIsRefusedByItsName(String variable, String nearest) {
        assertThatThrownBy(() -> UnknownSettings.refuse(withVariable(variable)))
                .isInstanceOfSatisfying(
                        StartupFailure.class,
                        failure -> assertThat(failure.action()).contains(variable))
                .hasMessageContaining(" is not a setting; the nearest name is " + nearest + ".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eligo.outbox.poller.max-user-share",
                "eligo.outbox.poller.maxUserShare",
                "eligo.outbox.poller.max_user_share",
                "eligo.roles",
                "eligo.roles[1]",
                "eligo.clock",
                "eligo.jobs.import.chunk-size",
                "eligo.jobs.import.loss-limits.total-share",
                "eligo.jobs.import.arguments.dir.type",
                "eligo",
                "eligos.clock"
            })
    void aSettingIsAcceptedInEverySpelling(String name) {
        assertThatCode(() -> UnknownSettings.refuse(withSetting(name, "1"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ELIGO_OUTBOX_POLLER_MAXUSERSHARE",
                "ELIGO_OUTBOX_POLLER_MAX_USER_SHARE",
                "ELIGO_ROLES_0",
                "ELIGO_JOBS_FULLREBUILD_LOSSLIMITS_TOTALSHARE",
                "ELIGO_JOBS_FULL_REBUILD_LOSS_LIMITS_TOTAL_SHARE",
                "ELIGO",
                "ELIGOS_CLOCK"
            })
    void anEnvironmentVariableOfASettingIsAccepted(String variable) {
        assertThatCode(() -> UnknownSettings.refuse(withVariable(variable))).doesNotThrowAnyException();
    }

    /** The variables of services eligo and eligo-api; compose reads ELIGO_PORT as well. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ELIGO_PORT",
                "ELIGO_SERVICE_HOST",
                "ELIGO_SERVICE_PORT",
                "ELIGO_SERVICE_PORT_HTTP",
                "ELIGO_PORT_8080_TCP",
                "ELIGO_PORT_8080_TCP_ADDR",
                "ELIGO_API_SERVICE_HOST",
                "ELIGO_API_PORT_8080_TCP_PROTO"
            })
    void aVariableOfKubernetesIsNoSetting(String variable) {
        assertThatCode(() -> UnknownSettings.refuse(withVariable(variable))).doesNotThrowAnyException();
    }

    @Test
    void aVariableOfKubernetesIsUnknownElsewhere() {
        assertThatThrownBy(() -> UnknownSettings.refuse(withSetting("eligo.service.host", "10.0.0.1")))
                .hasMessageStartingWith("eligo.service.host is not a setting");
    }

    @Test
    void aSectionOfAYamlFileMayBeEmpty() {
        assertThatCode(() -> UnknownSettings.refuse(withSetting("eligo.outbox.poller", "")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> UnknownSettings.refuse(withSetting("eligo.outbox.poler", "")))
                .isInstanceOf(StartupFailure.class);
    }

    private static StandardEnvironment withSetting(String name, String value) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(name, value)));
        return environment;
    }

    private static StandardEnvironment withVariable(String name) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        SYSTEM_ENVIRONMENT, new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT, Map.of(name, "1")));
        return environment;
    }
}
