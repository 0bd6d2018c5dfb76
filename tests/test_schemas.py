"""The records as they are described."""

import json

import pytest
from helpers import CORPUS, converter
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from schemas import RECORDS, SCHEMA_VERSION, publish, records

MODELS = [m for m in vars(records).values() if isinstance(m, type) and issubclass(m, BaseModel) and m.__module__ == records.__name__]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_field_says_what_it_means(model: type[BaseModel]) -> None:
    silent = [name for name, field in model.model_fields.items() if not field.description and name not in ("evidence", "rule")]
    assert silent == []


@pytest.mark.parametrize("name", RECORDS)
def test_every_record_has_a_json_schema(name: str) -> None:
    schema = RECORDS[name][1].model_json_schema()
    assert json.loads(json.dumps(schema))["type"] == "object"


def test_the_published_schemas_are_those_of_the_models() -> None:
    there = {path.name: path.read_text(encoding="utf-8") for path in publish.FOLDER.iterdir()}
    assert there == publish.files(), "run: make schemas"


@pytest.mark.parametrize("name", publish.PUBLISHED)
def test_a_published_schema_names_its_version(name: str) -> None:
    schema = publish.json_schema(name)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:guihua:schema:{SCHEMA_VERSION}:{name}"


@pytest.mark.parametrize("file", ["02_water_plan_hant.txt", "13_news_interpretation.txt", "30_ministry_three_year.html"])
def test_records_keep_to_the_published_schemas(file: str) -> None:
    validators = {name: Draft202012Validator(publish.json_schema(name)) for name in RECORDS}
    converted = converter()((CORPUS / file).read_bytes(), file)
    assert converted.document.schema_version == SCHEMA_VERSION
    for kind, record in converted.records():
        row = json.loads(record.model_dump_json())
        validators[kind].validate(row)
        del row["evidence"]
        assert not validators[kind].is_valid(row)
