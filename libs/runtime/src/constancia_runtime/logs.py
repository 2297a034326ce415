"""Structured logs: one JSON object a line on standard error, with the request's trace. Never what somebody typed."""

import logging
import sys
import traceback

import structlog

from constancia_runtime.trace import current


def _add_trace(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    event["trace_id"] = current().trace_id
    return event


def set_up_logs(*, service: str, level: str, as_json: bool) -> None:
    """Send every log of this process, libraries included, through one form. Call once, from `__main__`."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
    ]
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for chatty in ("uvicorn.access", "httpx", "httpcore", "nats", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(service=service)


def place_of(cause: BaseException) -> str:
    """What failed and where, without any value: an exception's own text may hold what a person typed."""
    frames = traceback.extract_tb(cause.__traceback__)[-1:]
    where = ", ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
    return f"{type(cause).__name__} at {where}"
