FROM python:3.12-slim
RUN useradd --create-home tracker && mkdir /data && chown tracker /data
WORKDIR /src
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY tracker tracker
COPY spiders spiders
COPY alerts alerts
COPY templates templates
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
USER tracker
ENV TRACKER_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
CMD ["tracker", "serve", "--host", "0.0.0.0"]
