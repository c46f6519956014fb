"""YAML as text with places: an event tree that knows where each node stands, and the guards before it.

Below `config` and `documents`, which both read YAML and must agree on what it says (YAML 1.2 core, as the Netlify CMS
family reads it). Also here: JavaScript's regular expressions (`patterns`). Touches nothing but strings.
"""

from cms.syntax.scalars import Timestamp, Value, core_tag, core_value, same
from cms.syntax.tree import Limits, Node, parse_yaml

__all__ = ["Limits", "Node", "Timestamp", "Value", "core_tag", "core_value", "parse_yaml", "same"]
