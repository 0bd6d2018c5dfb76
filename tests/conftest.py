"""Shared fixtures, and the profile under which properties are tested."""

from __future__ import annotations

import os

import pytest
from helpers import converter
from hypothesis import HealthCheck, settings

from pipeline import Converter
from pipeline.words import VARIABLE
from rules import RuleSet, load

# What users have without extras is what is tested; tests/test_words.py holds the other segmenter to the same records.
os.environ[VARIABLE] = "jieba"

# `default` gives the same examples on every run; HYPOTHESIS_PROFILE=explore looks for new ones.
settings.register_profile("default", deadline=None, derandomize=True, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, max_examples=2000, suppress_health_check=list(HealthCheck))
os.environ["LANGUAGE"] = "en"  # messages are tested as the code has them, on whatever machine
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session", name="converter")
def _converter() -> Converter:
    return converter()


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    return load()
