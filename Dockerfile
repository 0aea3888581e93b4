# One image for the services, the set-up and the command line; the command says which.
FROM node:24-bookworm-slim
WORKDIR /stockproof
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build
USER node
ENV NODE_OPTIONS="--enable-source-maps --disable-warning=TimeoutNegativeWarning"
CMD ["node", "dist/apps/ingestion/src/main.js"]
