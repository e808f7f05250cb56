package io.eligo.report.prometheus;

import io.eligo.jobs.files.BadArguments;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** The address of a Prometheus, without {@code /api/v1}. It contains no credentials. */
public record PrometheusAddress(String base) {
    /** @throws BadArguments saying what is accepted; it does not repeat the text, which may contain a password */
    public static PrometheusAddress parse(String text) {
        if (!isAccepted(text.strip())) {
            throw new BadArguments(
                    "--prometheus= must be the address of a Prometheus, http://HOST:PORT or https://HOST/PATH,"
                            + " without user, password, query and fragment; credentials are set by ELIGO_REPORT_TOKEN, or"
                            + " ELIGO_REPORT_USERNAME and ELIGO_REPORT_PASSWORD");
        }
        return new PrometheusAddress(text.strip().replaceFirst("/+$", ""));
    }

    private static boolean isAccepted(String text) {
        try {
            var uri = new URI(text);
            return ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() <= 65_535
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    URI resolve(String path, Map<String, String> parameters) {
        String query = parameters.entrySet().stream()
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return URI.create(base + path + "?" + query);
    }
}
