# The centre as one image: web, worker, beat and migrations differ only in their command (docker-compose.yml).
#
#   packages   style sheets, fonts and icons of the npm lock
#   python     the runtime lock, by hash, wheels only: nothing is compiled, so no compiler is ever there
#   assets     icon sprite, compiled translations, static files with hashed names
#   centre     what runs: no Node, no npm package, no root

FROM node:24-bookworm-slim AS packages
WORKDIR /centre
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm AS python
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements/runtime.txt /tmp/runtime.txt
RUN /venv/bin/pip install --no-deps --require-hashes --only-binary :all: -r /tmp/runtime.txt

FROM python AS assets
ENV PATH=/venv/bin:$PATH STATIC_ROOT=/centre/collected
WORKDIR /centre
COPY . .
COPY --from=packages /centre/node_modules node_modules
# Collected under the development settings: production ones ask for secrets, and an image has none. The sources
# of what was collected go; their folders stay, for the settings name them.
RUN python -m crisis_center.stack.icons \
    && python -m crisis_center.stack.messages compile \
    && DJANGO_SETTINGS_MODULE=crisis_center.settings.development python manage.py collectstatic --no-input \
    && find node_modules build static -type f -delete \
    && python -m compileall -q .

FROM python:3.11-slim-bookworm AS centre
# 999 is also the user of the PostgreSQL and Redis images: one secret file, mode 0400, serves both its readers.
RUN useradd --system --uid 999 --user-group --no-create-home --home-dir /nonexistent centre
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=crisis_center.settings.production \
    STATIC_ROOT=/centre/collected
COPY --from=python /venv /venv
COPY --from=assets /centre /centre
WORKDIR /centre
USER 999:999
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "crisis_center.stack.alive"]
# No access log: paths and addresses of those who ask stay out of the logs; the journal says who read what.
CMD ["gunicorn", "crisis_center.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--graceful-timeout", "20", \
     "--max-requests", "2000", "--max-requests-jitter", "200"]
