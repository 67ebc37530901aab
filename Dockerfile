# dedup in a container: docker build -t dedup . && docker run --rm -v "$PWD:/texts:ro" dedup compare a.txt b.txt
FROM python:3.13-slim AS build
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY pyproject.toml hatch_build.py constraints.txt README.md LICENSE ./
COPY dedup ./dedup
RUN python -m venv /opt/dedup && /opt/dedup/bin/pip install --no-cache-dir --constraint constraints.txt ".[index,postgres]" \
    && DEDUP_CACHE=/opt/dedup/cache /opt/dedup/bin/dedup setup

FROM python:3.13-slim
RUN useradd --create-home --uid 1000 dedup && install -d -o dedup -g dedup /kept
COPY --from=build /opt/dedup /opt/dedup
ENV PATH=/opt/dedup/bin:$PATH DEDUP_CACHE=/opt/dedup/cache PYTHONDONTWRITEBYTECODE=1
USER 1000
WORKDIR /texts
ENTRYPOINT ["dedup"]
CMD ["--help"]
