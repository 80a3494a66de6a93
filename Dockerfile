# One image for the gateway, the doctor, the other commands, and the emulator:
#   docker build -t support-graph .
# Without Docker, `npm run dockerfile` runs the same steps in temporary folders.
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
# Because HOST is not loopback, the gateway starts only if AUTH_MODE is not `none`, or if ALLOW_ANONYMOUS is `true`.
ENV NODE_ENV=production HOST=0.0.0.0 SUPPORT_UPSTREAM=aws
COPY LICENSE package.json ./
COPY --from=build /app/schema schema
COPY --from=build /app/dist dist
# For the doctor and the other commands. The gateway does not need it: dist/main.js includes its packages.
COPY --from=build /app/node_modules node_modules
USER node
EXPOSE 4000
# Checks liveness, not readiness: while AWS is down, a restart does not help.
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4000) + '/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Runs node directly, so it receives signals. npm or a shell might not forward them.
CMD ["node", "dist/main.js"]
