"""The records as they are described."""

import json

import pytest
from pydantic import BaseModel

from schemas import RECORDS, records

MODELS = [m for m in vars(records).values() if isinstance(m, type) and issubclass(m, BaseModel) and m.__module__ == records.__name__]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_field_says_what_it_means(model: type[BaseModel]) -> None:
    silent = [name for name, field in model.model_fields.items() if not field.description and name not in ("evidence", "rule")]
    assert silent == []


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_has_a_json_schema(name: str) -> None:
    schema = RECORDS[name][1].model_json_schema()
    assert json.loads(json.dumps(schema))["type"] == "object"
