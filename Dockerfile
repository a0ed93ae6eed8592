# Junjo in a container: the API on port 4000, a SQLite file on the volume /data unless JUNJO_DATABASE
# names PostgreSQL. `docker build --tag junjo .`, or see compose.yaml for PostgreSQL with two servers.
#
# Debian's slim image and not Alpine: SQLite's driver has binaries for both, but it is glibc that
# Junjo is tested with, and musl resolves names and gives out memory in other ways.

FROM node:22-bookworm-slim AS build
WORKDIR /junjo
COPY package.json package-lock.json ./
# No dependency needs its install script.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json prisma.config.ts ./
COPY prisma prisma
COPY scripts scripts
COPY src src
RUN npm run build

FROM node:22-bookworm-slim
WORKDIR /junjo
COPY package.json package-lock.json ./
# Prisma's client can do with Prisma's command line beside it, so as long as that is listed for
# development npm brings it along with all that it needs, which is more than everything else.
RUN npm pkg delete devDependencies \
  && npm ci --omit=dev --ignore-scripts \
  && npm cache clean --force
# The server applies the migrations itself when it starts.
COPY prisma prisma
COPY --from=build /junjo/dist dist

# Within the container every address is its own; who reaches it is decided by what is published.
ENV NODE_ENV=production
ENV JUNJO_HOST=0.0.0.0
ENV JUNJO_PORT=4000
ENV JUNJO_DATABASE=file:/data/junjo.db
EXPOSE 4000

RUN install --directory --owner=node --group=node /data
VOLUME /data
USER node

# The server drains: no more Units are handed out, and what is under way is answered.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.JUNJO_PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]

# There is no authentication yet, and a server on an address that others can reach refuses to start
# unless it is told that this is wanted: publish the port to those only who may do everything.
ENTRYPOINT ["node", "dist/cli/main.js"]
CMD ["start", "--insecure"]
