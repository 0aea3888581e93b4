# One image for the services and the set-up; the command says which. Another, `connect`, for Kafka Connect. By digest: a tag is whatever its owner says today.
# To take a newer base: `docker buildx imagetools inspect node:24-bookworm-slim` tells its digest.
FROM node:24-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS build
WORKDIR /stockproof
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && npm run build:web && rm -rf dist/test dist/bench && find dist -name '*.spec.*' -delete

# The jars of Connect and Debezium, as `npm start` fetches them: one that jars.lock does not name ends the build.
FROM build AS jars
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
RUN node --input-type=module -e "const { ensureJars } = await import('./dist/infra/embedded/src/jars.js'); await ensureJars()" \
  && mv node_modules/.cache/stockproof/jars-* /jars

FROM apache/kafka:4.2.1@sha256:9916d60eca5d599550e2c320230808fda342124ba550bb4ac4ea8591803262a0 AS connect
COPY --from=jars /jars /jars
USER 1001:1001

FROM node:24-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
WORKDIR /stockproof
COPY package.json package-lock.json .npmrc ./
# What the services load and nothing else: no compiler, no test tools, no sources.
RUN npm ci --omit=dev --no-audit --no-fund && npm cache clean --force
COPY --from=build /stockproof/dist dist
COPY contracts contracts
COPY schemas schemas
COPY projections projections
COPY debezium debezium
COPY infra/embedded/log4j2.properties infra/embedded/
# Whatever the modes of the checkout: each service is a user of its own. A volume takes its owner from the folder that it is mounted
# over: /home/stockproof and /handed are set-up's, who hands on what it writes there, and /evidence and /sealed are recovery's.
RUN chmod -R a+rX,go-w contracts schemas projections debezium infra dist \
  && install -d -o 10000 -g 10000 -m 0700 /home/stockproof /credentials /handed/credentials \
  && for name in postgres kafka connect ingestion command-handler availability-projection recovery reservation identity-provider console; do \
       install -d -o 10000 -g 10000 -m 0750 "/handed/$name"; \
     done \
  && install -d -o 10004 -g 10004 -m 0700 /evidence /evidence-keys /sealed
USER node
ENV NODE_ENV=production NODE_OPTIONS="--enable-source-maps --disable-warning=TimeoutNegativeWarning"
CMD ["node", "dist/apps/ingestion/src/main.js"]
