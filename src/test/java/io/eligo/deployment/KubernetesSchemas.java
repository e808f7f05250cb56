package io.eligo.deployment;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks objects as strictly as {@code kubectl apply --validate=strict}: an unknown or missing field and a value of another type
 * are refused. The classes of Kubernetes' Java client are generated from the OpenAPI description of Kubernetes, those of fabric8
 * from the resource definitions of the Prometheus Operator.
 */
final class KubernetesSchemas {
    private interface Check {
        void check(JsonElement object) throws IOException;
    }

    private record Schema(Class<?> type, Check check) {}

    private static final Map<String, Schema> KUBERNETES = Map.of(
            "v1/Service", new Schema(V1Service.class, V1Service::validateJsonElement),
            "v1/ServiceAccount", new Schema(V1ServiceAccount.class, V1ServiceAccount::validateJsonElement),
            "apps/v1/Deployment", new Schema(V1Deployment.class, V1Deployment::validateJsonElement),
            "batch/v1/Job", new Schema(V1Job.class, V1Job::validateJsonElement),
            "networking.k8s.io/v1/NetworkPolicy",
                    new Schema(V1NetworkPolicy.class, V1NetworkPolicy::validateJsonElement),
            "policy/v1/PodDisruptionBudget",
                    new Schema(V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement));

    private static final Map<String, Class<?>> PROMETHEUS_OPERATOR = Map.of(
            "monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class,
            "monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class);

    private static final Gson GSON = JSON.getGson();

    private static final JsonMapper STRICT = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                /** Otherwise the classes keep unknown fields. */
                @Override
                public Boolean hasAnySetter(MapperConfig<?> config, Annotated member) {
                    return false;
                }
            })
            .build();

    /** @throws RuntimeException naming the field that is refused */
    static void check(JsonNode object) {
        String type =
                object.path("apiVersion").asString() + "/" + object.path("kind").asString();
        Class<?> ofOperator = PROMETHEUS_OPERATOR.get(type);
        Schema schema = KUBERNETES.get(type);
        if (ofOperator != null) {
            STRICT.treeToValue(object, ofOperator);
        } else if (schema != null) {
            check(JsonParser.parseString(object.toString()), schema);
        } else {
            throw new IllegalArgumentException("no schema of " + type);
        }
    }

    private static void check(JsonElement object, Schema schema) {
        try {
            schema.check().check(object);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
        // Reading converts "2" to a number and 5432 to a text, which the API server refuses.
        requireSame("", object, GSON.toJsonTree(GSON.fromJson(object, schema.type())));
    }

    private static void requireSame(String path, JsonElement given, JsonElement read) {
        if (given.isJsonObject()) {
            JsonObject fields = read.getAsJsonObject();
            given.getAsJsonObject()
                    .asMap()
                    .forEach((name, value) -> requireSame(path + "/" + name, value, fields.get(name)));
        } else if (given.isJsonArray()) {
            for (int i = 0; i < given.getAsJsonArray().size(); i++) {
                requireSame(
                        path + "/" + i,
                        given.getAsJsonArray().get(i),
                        read.getAsJsonArray().get(i));
            }
        } else if (!given.equals(read)) {
            throw new IllegalArgumentException(path + " is " + given + "; accepted: " + read);
        }
    }

    private KubernetesSchemas() {}
}
