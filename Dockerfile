# Engage as an image: compiled, without tools to build, and not run as root.
#   docker build -t engage .
# One image for everything: `serve`, `worker`, `migrate`, `doctor`, `backup` are its commands.
FROM python:3.13-slim AS made
COPY . /source
RUN /source/docker/install.sh /source /opt/engage

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/engage --create-home engage
COPY --from=made /opt/engage /opt/engage
ENV PATH=/opt/engage/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ENGAGE_HOST=0.0.0.0 \
    ENGAGE_DATA_DIR=/var/lib/engage
USER engage
WORKDIR /var/lib/engage
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3000/healthz', timeout=4)"]
ENTRYPOINT ["engage"]
CMD ["serve"]
