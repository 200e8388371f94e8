"""Servers' log lines, without the visitor in them."""

import logging

import pytest

from wbportal.web import logs


@pytest.fixture(params=["gunicorn.error", "werkzeug"])
def logger(request):
    logs.register()
    logs.register()
    return logging.getLogger(request.param)


def test_a_bad_request_is_logged_without_its_address(logger, caplog):
    logger.warning("Invalid request from ip=203.0.113.7: Invalid HTTP request line: 'secret'")
    assert "203.0.113.7" not in caplog.text
    assert "secret" not in caplog.text
    assert "A request failed" in caplog.text


def test_a_failure_is_logged_by_its_kind_alone(logger, caplog):
    failure = (ValueError, ValueError("the mayor"), None)
    logger.error("Error handling request %s", "/desk/cases/77", exc_info=failure)
    assert "A request failed: ValueError" in caplog.text
    assert "mayor" not in caplog.text
    assert "/desk/cases/77" not in caplog.text


def test_what_says_nothing_of_visitors_passes(logger, caplog):
    logger.warning("Worker exiting (pid: %s)", 7)
    assert "Worker exiting (pid: 7)" in caplog.text


def test_there_is_no_access_log_even_in_development(caplog):
    caplog.set_level(logging.DEBUG)
    logs.register()
    logging.getLogger("werkzeug").info('203.0.113.7 - - "GET /receipt/ HTTP/1.1" 200')
    assert caplog.text == ""
