"""Makes documents that are nearly right: copies of examples in which some things are changed.

Everything comes from the seed: the same seed gives the same documents.
"""
import copy
import json
import random

TEXTS = [
    "", "x", "é!", "𝒳", "Ж", "a" * 30, "12345\n", "0599 ", "123456789", "000000000", "2024-02-30", "2024-12-31", "12:00:00Z",
    "2024-01-01T00:00:00Z", "a@b.nl", "https://a.nl/ü", "192.0.2.256", "::1", "aGk=", "aGk", "null", "true", "\u2028", "\u0000",
    "A-B-C", "MM", "free", "none", "\u00e9", "e\u0301", "1234 AB", "AB-12-C\n", "/", "~1",
]
NUMBERS = [
    "0", "-0", "1", "-1", "2", "3.5", "4.0", "1e3", "1E-2", "0.01", "0.005", "100.10", "2147483647", "2147483648", "-2147483649",
    "9007199254740993", "-9007199254740994", "9223372036854775807", "9223372036854775808", "1e15", "999999999999999.99", "12.50",
    "1900", "1901", "60", "60.0", "1.0e1", "3500", "3501", "750.0", "20", "100000", "99999",
]


class Mutation:
    """Changes to the examples of a family, with names and values that its schemas know."""

    def __init__(self, seed, schemas, examples):
        self.random = random.Random(seed)
        self.examples = examples
        names, values = set(), []
        self.collect(schemas, names, values)
        self.names = sorted(names) + ["extra", "x-a", "nl", "__proto__", "é", ""]
        self.values = values
        self.parts = [part for example in examples for part in self.walk(example)]

    def collect(self, schema, names, values):
        if isinstance(schema, dict):
            for key, inner in schema.items():
                if key == "properties" and isinstance(inner, dict):
                    names.update(inner)
                elif key == "const":
                    values.append(inner)
                elif key == "enum" and isinstance(inner, list):
                    values.extend(inner)
                elif key == "mapping" and isinstance(inner, dict):
                    values.extend(inner)
                self.collect(inner, names, values)
            values.extend(name for name in schema if name[:1].isupper() and len(values) < 400)
        elif isinstance(schema, list):
            for inner in schema:
                self.collect(inner, names, values)

    def walk(self, value):
        yield value
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for each in inner:
            yield from self.walk(each)

    def paths(self, value, path=()):
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, each in inner:
            yield (*path, key)
            yield from self.paths(each, (*path, key))

    def value(self):
        kind = self.random.random()
        if kind < 0.2 and self.values:
            return self.random.choice(self.values)
        if kind < 0.45:
            return self.random.choice(TEXTS)
        if kind < 0.7:
            return Number(self.random.choice(NUMBERS))
        if kind < 0.9:
            return copy.deepcopy(self.random.choice(self.parts))
        return self.random.choice([None, True, False, [], {}, [1], [None], {"a": 1}, [1, "a", 1]])

    def text(self, text):
        place = self.random.randint(0, len(text))
        kind = self.random.random()
        if kind < 0.3:
            return text[:place] + text[place + 1:]
        if kind < 0.8:
            return text[:place] + self.random.choice("09azAZ-_ .é!ſ\n\"\\/٣😀") + text[place:]
        return self.random.choice([text.upper(), text.lower(), text + text, text[::-1], " " + text, text + "\n"])

    def change(self, parent, key):
        kind = self.random.random()
        old = parent[key]
        if kind < 0.2:
            del parent[key]
        elif kind < 0.4 and isinstance(old, str):
            parent[key] = self.text(old)
        elif kind < 0.5 and isinstance(parent, dict):
            parent[self.random.choice(self.names)] = self.value()
        elif kind < 0.6 and isinstance(parent, dict):
            parent[self.random.choice(self.names)] = parent.pop(key)
        elif kind < 0.7 and isinstance(parent, list):
            parent.insert(self.random.randint(0, len(parent)), copy.deepcopy(old) if self.random.random() < 0.5 else self.value())
        elif kind < 0.75 and isinstance(old, list):
            self.random.shuffle(old)
        else:
            parent[key] = self.value()

    def document(self):
        """The text of one document."""
        document = copy.deepcopy(self.random.choice(self.examples))
        for _ in range(self.random.choice([0, 1, 1, 1, 1, 2, 2, 3])):
            paths = list(self.paths(document))
            if not paths or self.random.random() < 0.01:
                document = self.value()
                continue
            *way, key = self.random.choice(paths)
            parent = document
            for step in way:
                parent = parent[step]
            self.change(parent, key)
        return self.written(document)

    def written(self, document):
        style = self.random.random()
        text = write(document, ascii=style < 0.2, wide=style > 0.9)
        # An escape for a letter that is in no word and no escape of JSON.
        return text.replace("o", "\\u006f") if style > 0.95 else text


class Number(str):
    """A number by its text."""

    def __deepcopy__(self, memo):
        return self


def write(value, ascii, wide):
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        comma, colon = (" , ", " : ") if wide else (",", ":")
        inner = comma.join(f"{write(key, ascii, wide)}{colon}{write(each, ascii, wide)}" for key, each in value.items())
        return "{" + inner + "}"
    if isinstance(value, list):
        return "[" + (" , " if wide else ",").join(write(each, ascii, wide) for each in value) + "]"
    return json.dumps(value, ensure_ascii=ascii)
