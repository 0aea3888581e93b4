# Workers of Kafka Connect for Strimzi: its own image, by a digest that you looked at, and the jars of infra/embedded/pom.xml, each by the
# SHA-256 that jars.lock names. Built from the repository's folder, after `docker build --target jars -t stockproof-jars .`:
#   docker build -f infra/helm/connect.Dockerfile --build-arg BASE=quay.io/strimzi/kafka@sha256:... -t stockproof-connect:0.1.0 .
ARG BASE
FROM stockproof-jars AS jars
FROM ${BASE}
COPY --from=jars /jars /opt/kafka/plugins/stockproof
USER 1001
