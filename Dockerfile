# Debian 13 with Python 3.12.14, of September 2026, for all processors. A pinned image does not age unseen: docs/deploying.md, "Renew the images".
ARG PYTHON_IMAGE=python:3.12.14-slim-trixie@sha256:78387bc3881b8273120a12ebe6c1ab22b018ccc2c9adf565ae1ac9b536e184ea

FROM ${PYTHON_IMAGE} AS build
WORKDIR /app
ENV PIP_NO_CACHE_DIR=1
COPY requirements.lock pyproject.toml LICENSE ./
COPY tools tools
RUN python -m venv /opt/tracker && /opt/tracker/bin/python tools/install.py requirements.lock
COPY tracker tracker
COPY spiders spiders
COPY alerts alerts
COPY templates templates
# The demo proves the image, and compiles exactly the modules that are used; the compiled rest, pip, tests of packages and the names
# of days in a thousand languages that no page of ours is in go.
RUN find /opt/tracker -depth \( -name __pycache__ -o -path '*/site-packages/*/tests' -o -path '*/site-packages/*/test' \) -exec rm -rf {} + \
    && find /opt/tracker -path '*/babel/locale-data/*.dat' ! -name 'root.dat' ! -name 'en*.dat' ! -name 'es*.dat' -delete \
    && /opt/tracker/bin/tracker demo --out /tmp/demo \
    && TRACKER_DATA_DIR=/tmp/demo/data /opt/tracker/bin/python -c "import tracker.web.app, tracker.jobs.worker" \
    && rm -rf /tmp/demo && /opt/tracker/bin/python -m pip uninstall --yes --quiet pip

FROM ${PYTHON_IMAGE}
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin tracker \
    && install --directory --owner tracker --group tracker --mode 0700 /data
COPY --from=build /opt/tracker /opt/tracker
COPY --from=build /app /app
ENV PATH=/opt/tracker/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 TRACKER_DATA_DIR=/data
USER tracker
WORKDIR /data
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=8)"]
CMD ["tracker", "serve", "--host", "0.0.0.0"]
