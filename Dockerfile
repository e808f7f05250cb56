# The build stage makes the jar: a clone and a Docker engine are enough. ops/image/base-images.env has the base images by digest.
ARG JDK_IMAGE=eclipse-temurin:25-jdk
ARG JRE_IMAGE=eclipse-temurin:25-jre
FROM ${JDK_IMAGE} AS build
WORKDIR /build
COPY . .
# The secret contains certificate authorities to trust in addition to the image's, for networks with an authority of their own.
# docker-compose.yml passes it; so does docker build --secret id=certificate-authorities,src=FILE.
RUN --mount=type=cache,target=/root/.m2 --mount=type=secret,id=certificate-authorities ops/image/build
RUN java -Djarmode=tools -jar target/eligo.jar extract --layers --destination layers

FROM ${JRE_IMAGE}
WORKDIR /opt/eligo
# The only folders that the application writes to by default are /tmp and rejects, to which import writes rejected rows: mount both where the
# root file system is read-only. By number, so that Kubernetes sees that it is not root; any other number works as well.
RUN install --directory --owner 10001 --group 0 --mode 775 rejects
# Layers that change rarely come first.
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/ops/image/healthy /usr/local/bin/
COPY --from=build /build/layers/application/ ./
COPY --from=build /build/ops/image/archive /usr/local/bin/
# By the Java that starts it; writes eligo.aot and start.options.
RUN archive .
USER 10001:0
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["healthy"]
# A quarter of the memory is for code, threads and buffers. More options: JDK_JAVA_OPTIONS.
ENTRYPOINT ["java", "@start.options", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-jar", "eligo.jar"]
