# The gateway, the doctor, the other commands, and the emulator:
#   docker build -t support-graph .
# Without Docker, `npm run dockerfile` takes the same steps in a temporary folder.
FROM node:24-slim AS build
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
COPY emulator/package.json emulator/
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY emulator emulator
COPY examples examples
COPY schema schema
COPY scripts/build.js scripts/examples.js scripts/
COPY src src
COPY web web
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
WORKDIR /app
# With this HOST the gateway does not start before AUTH_MODE is set, or ALLOW_ANONYMOUS.
ENV NODE_ENV=production HOST=0.0.0.0 SUPPORT_UPSTREAM=aws
COPY LICENSE package.json ./
COPY --from=build /app/schema schema
COPY --from=build /app/dist dist
# For the doctor and the other commands. The gateway has its packages in dist/main.js.
COPY --from=build /app/node_modules node_modules
USER node
EXPOSE 4000
# Liveness only: while AWS is down, a restart does not help.
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4000) + '/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# node itself gets the signals. npm, or a shell, may not pass them on.
CMD ["node", "dist/main.js"]
