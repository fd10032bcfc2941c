# The binary with the model of models/current inside: train one first (deno task train).
#   docker build -t faultline .
#   docker run --read-only --cap-drop ALL -p 5000:5000 -v faultline:/data -e API_KEYS=... faultline
# Base images are named by tag; a build that must repeat itself pins them:
#   --build-arg DENO_IMAGE=denoland/deno:2.9.6@sha256:...
ARG DENO_IMAGE=denoland/deno:2.9.6
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot

FROM ${DENO_IMAGE} AS build
WORKDIR /src
# Packages alone first: they stay cached while only sources change.
COPY deno.json deno.lock ./
RUN deno install --frozen
COPY . .
RUN deno task compile && mkdir /empty

FROM ${RUNTIME_IMAGE}
LABEL org.opencontainers.image.title="Faultline" \
  org.opencontainers.image.description="Predicts machine failures from sensor readings, and stores every prediction" \
  org.opencontainers.image.licenses="MIT"
COPY --from=build /src/dist/faultline /faultline
# A named volume starts as a copy of this folder, and so with its owner.
COPY --from=build --chown=65532:65532 /empty /data
ENV DATA_DIR=/data \
  MODELS_DIR=/data/models
USER 65532:65532
EXPOSE 5000
VOLUME /data
HEALTHCHECK --interval=10s --timeout=5s --start-period=5s --retries=3 CMD ["/faultline", "healthcheck"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/faultline"]
CMD ["serve"]
