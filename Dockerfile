FROM python:3.12-slim
RUN useradd --create-home tracker && mkdir /data && chown tracker /data
WORKDIR /app
COPY requirements.lock pyproject.toml ./
COPY tools tools
COPY tracker tracker
COPY spiders spiders
COPY alerts alerts
COPY templates templates
RUN pip config set global.no-cache-dir true && python tools/install.py requirements.lock
USER tracker
ENV TRACKER_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
CMD ["tracker", "serve", "--host", "0.0.0.0"]
