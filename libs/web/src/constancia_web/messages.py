"""What is said for each of pydantic's errors: what would be right, and never what was typed."""

from typing import Final

_OBJECT = "Should be an object"
_LIST = "Should be a list"
_TEXT = "Should be text"
_INTEGER = "Should be a whole number"
_NUMBER = "Should be a number"
_BOOLEAN = "Should be true or false"
_DAY = "Should be a date YYYY-MM-DD that exists"
_INSTANT = "Should be a date and time in ISO 8601, as 2017-06-30T18:00:00-06:00"
_CLOCK = "Should be a time of day, as 18:00:00"
_DURATION = "Should be a duration in ISO 8601, as P1DT12H"
_URL = "Should be a complete web address, as https://example.org/report.pdf"
_UUID = "Should be a UUID"
_DECIMAL = "Should be a decimal number"
_TAG = "The member {discriminator} should be one of: {expected_tags}"
NOT_ACCEPTABLE: Final = "This value is not acceptable here"
_LENGTH = "Number of characters: {max_length} at most"

PYDANTIC_MESSAGES: Final[dict[str, str]] = {
    "missing": "This is required",
    "extra_forbidden": "There is no such member here",
    "invalid_key": "Names of members should be text",
    "json_invalid": "Should be JSON",
    "json_type": "Should be JSON",
    "recursion_loop": "Should not be nested so deep",
    "recursion_depth_exceeded": "Should not be nested so deep",
    "none_required": "Should be null",
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dataclass_type": _OBJECT,
    "dict_type": _OBJECT,
    "mapping_type": _OBJECT,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "iterable_type": _LIST,
    "too_short": "Number of items: {min_length} at least",
    "too_long": "Number of items: {max_length} at most",
    "string_type": _TEXT,
    "string_unicode": "Should be text in Unicode, without lone surrogates",
    "string_too_short": "Number of characters: {min_length} at least",
    "string_too_long": _LENGTH,
    "string_pattern_mismatch": "Should match the pattern {pattern}",
    "string_not_ascii": "Should have ASCII characters only",
    "bytes_type": _TEXT,
    "bytes_too_short": "Number of bytes: {min_length} at least",
    "bytes_too_long": "Number of bytes: {max_length} at most",
    "bytes_invalid_encoding": "Should be encoded in {encoding}",
    "enum": "Should be one of: {expected}",
    "literal_error": "Should be one of: {expected}",
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "int_type": _INTEGER,
    "int_parsing": _INTEGER,
    "int_parsing_size": "Should be a smaller number",
    "int_from_float": _INTEGER,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "Should be a finite number",
    "greater_than": "Should be greater than {gt}",
    "greater_than_equal": "Should be {ge} or more",
    "less_than": "Should be less than {lt}",
    "less_than_equal": "Should be {le} or less",
    "multiple_of": "Should be a multiple of {multiple_of}",
    "decimal_type": _DECIMAL,
    "decimal_parsing": _DECIMAL,
    "decimal_max_digits": "Number of digits: {max_digits} at most",
    "decimal_max_places": "Number of decimals: {decimal_places} at most",
    "decimal_whole_digits": "Number of digits before the decimal point: {whole_digits} at most",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "date_past": "Should be a date in the past",
    "date_future": "Should be a date in the future",
    "time_type": _CLOCK,
    "time_parsing": _CLOCK,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_object_invalid": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "datetime_past": "Should be an instant in the past",
    "datetime_future": "Should be an instant in the future",
    "timezone_naive": "Should have no offset from UTC",
    "timezone_aware": "Should have an offset from UTC, as -06:00 or Z",
    "timezone_offset": "Should have another offset from UTC",
    "time_delta_type": _DURATION,
    "time_delta_parsing": _DURATION,
    "url_type": _URL,
    "url_parsing": _URL,
    "url_syntax_violation": _URL,
    "url_scheme": "The address should begin with one of: {expected_schemes}",
    "url_too_long": _LENGTH,
    "uuid_type": _UUID,
    "uuid_parsing": _UUID,
    "uuid_version": "Should be a UUID of version {expected_version}",
    "union_tag_invalid": _TAG,
    "union_tag_not_found": "The member {discriminator} is required",
    # The text of a ValueError may quote the value: a validator that has something to say raises PydanticCustomError.
    "value_error": NOT_ACCEPTABLE,
    "assertion_error": NOT_ACCEPTABLE,
}
"""English message by pydantic's error type; places are names of that error's context."""
