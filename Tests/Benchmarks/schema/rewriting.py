"""Rewrites schemas of OpenAPI documents to plain JSON Schema 2020-12.

Written from the specifications alone, so that it can stand against the product's own reading of them:
a discriminator becomes if/then, `nullable` a type, a boolean bound an exclusive one, a format of
numbers bounds. References stay references: the result is the document, rewritten, with `$ref` at the
place of the schema.
"""
import copy

COMPONENT = "#/components/schemas/"
BASE64 = "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
IN_PLACE = ("allOf", "anyOf", "oneOf")
OLD = {  # what a Schema Object of OpenAPI 3.0 may hold
    "title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern",
    "maxItems", "minItems", "uniqueItems", "maxProperties", "minProperties", "required", "enum", "type", "allOf", "oneOf",
    "anyOf", "not", "items", "properties", "additionalProperties", "format", "nullable", "discriminator", "readOnly", "writeOnly",
}


class Rewriting:
    """The schemas of one document in one direction: "request", "response" or None."""

    def __init__(self, document, direction):
        self.is_old = document["openapi"].startswith("3.0.")
        self.components = copy.deepcopy(document["components"]["schemas"])
        self.direction = direction
        self.done = {}
        self.pending = []

    def schema(self, root):
        """The plain schema of the one that stands in the document."""
        plain = {"$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [self.plain(root)], "$defs": self.done}
        while self.pending:
            key = self.pending.pop()
            name, without = key
            source = self.components[name]
            self.done[self.title(key)] = self.plain(source, name=name, without=without)
        return plain

    @staticmethod
    def title(key):
        name, without = key
        return name + "".join(" within " + base for base in sorted(without))

    def reference(self, name, without=frozenset()):
        """A reference to a component in which the discriminators of some components count no more."""
        key = (name, without)
        if self.title(key) not in self.done:
            self.done[self.title(key)] = True
            self.pending.append(key)
        return {"$ref": "#/$defs/" + self.title(key).replace(" ", "%20")}

    def plain(self, schema, name=None, without=frozenset()):
        if isinstance(schema, bool):
            return schema
        # What may not be there in this direction: docs/validation.md, *OpenAPI 3.1 and 3.0*.
        if self.direction == "response" and schema.get("writeOnly") is True and not (self.is_old and "$ref" in schema):
            return False
        if self.direction == "request" and self.is_old and schema.get("readOnly") is True and "$ref" not in schema:
            return False
        if "$ref" in schema:
            target = self.reference(schema["$ref"].removeprefix(COMPONENT), without)
            if self.is_old:
                return target
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            return {"allOf": [target, self.plain(rest, without=without)]} if rest else target
        schema = {key: value for key, value in schema.items() if not self.is_old or key in OLD}
        result = {}
        for key, value in schema.items():
            if key in IN_PLACE:
                result[key] = [self.plain(inner, without=without) for inner in value]
            elif key in ("properties", "patternProperties"):
                result[key] = {member: self.plain(inner) for member, inner in value.items()}
            elif key == "dependentSchemas":
                result[key] = {member: self.plain(inner, without=without) for member, inner in value.items()}
            elif key in ("not", "if", "then", "else"):
                result[key] = self.plain(value, without=without)
            elif key in ("items", "additionalProperties", "propertyNames", "contains", "unevaluatedItems", "unevaluatedProperties"):
                result[key] = self.plain(value)
            elif key == "prefixItems":
                result[key] = [self.plain(inner) for inner in value]
            elif key not in ("discriminator", "nullable", "format", "readOnly", "writeOnly", "example", "externalDocs", "xml"):
                result[key] = copy.deepcopy(value)
        extra = []
        if self.is_old:
            self.modernise(schema, result)
        self.keep_required(schema, result)
        self.add_format(schema.get("format"), result, extra)
        if "discriminator" in schema and (name is None or name not in without):
            result = self.dispatch(schema, result, name, without)
        if extra:
            result = {"allOf": [result] + extra}
        return result

    @staticmethod
    def modernise(schema, result):
        if schema.get("nullable") is True and "type" in schema:
            result["type"] = [schema["type"], "null"]
        for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
            if result.pop(exclusive, False) is True and bound in result:
                result[exclusive] = result.pop(bound)

    def marked(self, schema, mark, depth=0):
        if isinstance(schema, bool) or depth > 20:
            return False
        if schema.get(mark) is True and not (self.is_old and "$ref" in schema):
            return True
        inner = list(schema.get("allOf", []))
        if "$ref" in schema:
            inner = [self.components[schema["$ref"].removeprefix(COMPONENT)]] + ([] if self.is_old else inner)
        return any(self.marked(each, mark, depth + 1) for each in inner)

    def keep_required(self, schema, result):
        mark = {"request": "readOnly", "response": "writeOnly"}.get(self.direction)
        if mark and "required" in result:
            properties = schema.get("properties", {})
            kept = [member for member in result["required"] if not self.marked(properties.get(member, {}), mark)]
            result["required"] = kept

    @staticmethod
    def add_format(format, result, extra):
        if format in ("int32", "int64"):
            power = 2 ** (31 if format == "int32" else 63)
            bounds = {"type": "integer", "minimum": -power, "maximum": power - 1}
            extra.append({"if": {"type": "number"}, "then": bounds})
        elif format == "byte":
            extra.append({"if": {"type": "string"}, "then": {"pattern": BASE64}})
        elif format is not None:
            result["format"] = format

    def dispatch(self, schema, result, name, without):
        """The schema with its discriminator: the member's value says which other one holds too."""
        discriminator = schema["discriminator"]
        member = discriminator["propertyName"]
        choices = next((key for key in ("oneOf", "anyOf") if key in schema), None)
        targets = {}
        if choices:
            for choice in schema[choices]:
                if "$ref" in choice:
                    targets[choice["$ref"].removeprefix(COMPONENT)] = choice["$ref"].removeprefix(COMPONENT)
        else:
            for other in self.components:
                if other != name and self.builds_on(other, name):
                    targets[other] = other
            if "mapping" not in discriminator:
                targets[name] = name
        for value, text in discriminator.get("mapping", {}).items():
            targets[value] = text if text in self.components else text.removeprefix(COMPONENT)
        inner = without | {name} if name else without
        cases = [
            {
                "if": {"properties": {member: {"const": value}}, "required": [member]},
                "then": True if target == name else self.reference(target, inner),
            }
            for value, target in targets.items()
        ]
        typed = {"required": [member], "properties": {member: {"enum": list(targets)}}, "allOf": cases}
        rest = {key: value for key, value in result.items() if key != choices}
        other = {choices: result[choices]} if choices else True
        return {"allOf": [rest, {"if": {"type": "object"}, "then": typed, "else": other}]}

    def builds_on(self, name, base, seen=()):
        """Whether a component has another in its `allOf`, or in that of one it builds on."""
        schema = self.components[name]
        if isinstance(schema, bool) or name in seen:
            return False
        bases = [each["$ref"].removeprefix(COMPONENT) for each in schema.get("allOf", []) if "$ref" in each]
        return any(each == base or self.builds_on(each, base, (*seen, name)) for each in bases)


def plain_schema(document, root, direction=None):
    """The schema that stands in an OpenAPI document, as plain JSON Schema 2020-12."""
    return Rewriting(document, direction).schema(root)
