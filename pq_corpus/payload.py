"""A payload of Parliament's services, JSON or XML, decoded alike: what both fetching and parsing know of its form."""

from __future__ import annotations

import json
from typing import Any

from lxml import etree


def decode(data: bytes) -> Any:
    """The payload as dictionaries, lists and scalars. Raises ValueError where the data are not whole or neither JSON nor XML."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        try:
            return json.loads(data)
        except RecursionError:
            raise ValueError("the JSON is nested too deeply") from None
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        return from_xml(etree.fromstring(data, parser))
    except etree.XMLSyntaxError as error:
        raise ValueError(f"the XML is damaged: {str(error)[:120]}") from error


def from_xml(element: Any) -> Any:
    """An XML element as the JSON payload would be: children by name, a list where a name repeats, text as a string."""
    children = [child for child in element if isinstance(child.tag, str)]
    attributes = {etree.QName(key).localname: value for key, value in element.attrib.items()}
    if not children and not attributes:
        return element.text or ""
    out: dict[str, Any] = dict(attributes)
    if not children and element.text and element.text.strip():
        out["value"] = element.text
    for child in children:
        name, value = etree.QName(child).localname, from_xml(child)
        if name not in out:
            out[name] = value
        elif isinstance(out[name], list):
            out[name].append(value)
        else:
            out[name] = [out[name], value]
    return out


def objects(payload: Any) -> list[dict[str, Any]]:
    """The outermost objects with an id: bare, under their type's name, in `items`, or in lists of these."""
    out: list[dict[str, Any]] = []
    stack = [payload]  # of our own: hostile nesting must not exhaust Python's
    while stack:
        value = stack.pop()
        if isinstance(value, dict) and value.get("id"):
            out.append(value)
        elif isinstance(value, (dict, list)):
            stack += reversed(list(value.values()) if isinstance(value, dict) else value)
    return out


def several(value: Any) -> list[Any]:
    """A value that should be a list and may be a single object, or absent."""
    return value if isinstance(value, list) else [] if value in (None, "") else [value]
