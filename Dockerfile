# Two stages: the first builds an environment from the lock, the second contains only that.
# The base image is pinned by version; pin its digest too if you mirror images.
FROM python:3.13.11-slim-trixie AS build
WORKDIR /build
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --only-binary :all: --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY lexicons lexicons
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13.11-slim-trixie
# Nothing is written at run time, so the root file system can be read-only. Several workers share
# their metrics in /dev/shm, which container engines keep in memory.
ENV PATH=/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LEVELHEAD_HOST=0.0.0.0 \
    LEVELHEAD_PORT=8000 \
    LEVELHEAD_WORKERS=1
COPY --from=build /venv /venv
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["levelhead", "probe"]
# Allow longer than LEVELHEAD_DRAIN_SECONDS plus LEVELHEAD_SHUTDOWN_SECONDS before killing it.
STOPSIGNAL SIGTERM
CMD ["levelhead", "serve"]
