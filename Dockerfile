# The jar is built in here: a clone and a Docker engine are enough.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /build
COPY . .
# The secret: authorities to trust besides the image's, for networks that hand out certificates of their own. docker-compose.yml passes it,
# docker build --secret id=certificate-authorities,src=FILE does.
RUN --mount=type=cache,target=/root/.m2 --mount=type=secret,id=certificate-authorities ops/image/build
RUN java -Djarmode=tools -jar target/eligo.jar extract --layers --destination layers

FROM eclipse-temurin:25-jre
WORKDIR /opt/eligo
# The one folder that it writes to, unless told otherwise: where import puts rows that it rejects.
RUN useradd --system --no-create-home --home-dir /opt/eligo --shell /usr/sbin/nologin eligo && install --directory --owner eligo rejects
# Rarest changes first.
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/ops/image/healthy /usr/local/bin/
COPY --from=build /build/layers/application/ ./
USER eligo
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["healthy"]
# The rest of the memory is for code, threads and buffers. Native access is Netty's, for epoll. More options: JDK_JAVA_OPTIONS.
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "-jar", "eligo.jar"]
