"""persons.py OUT: the payloads and schemas that the speed of schemas is compared with.

Answers of a registry of persons as such registries are: compact UTF-8, nested, nearly every string with a pattern, values
with codes, dates of several kinds. p1, p10 and p100 hold so many persons, `query` is a request. Three forms of the schema:

  persons          an OpenAPI document, in which discriminators count
  persons-rewritten  the same as plain JSON Schema, the discriminators as if/then
  persons-plain    plain JSON Schema in which discriminators do not count, so that subtypes are not checked

Beside them small schemas around one keyword each: `unevaluatedProperties`, `oneOf`, `$dynamicRef`.
"""
import json
import os
import sys

from rewriting import plain_schema

PREFIX = "#/components/schemas/"


def text(least=1, most=40, letters="-a-zA-ZÀ-ž0-9 .,'()/"):
    return {"type": "string", "pattern": f"^[{letters}]{{{least},{most}}}$"}


def digits(count):
    return {"type": "string", "pattern": f"^[0-9]{{{count}}}$"}


def ref(name):
    return {"$ref": PREFIX + name}


def listed(name):
    return {"type": "array", "items": ref(name)}


def thing(properties, required=()):
    schema = {"type": "object", "properties": properties}
    return schema | {"required": list(required)} if required else schema


def family(schemas, name, base, kinds, required=()):
    """A type whose member `type` says which of its subtypes an object is."""
    mapping = {kind: PREFIX + kind for kind in kinds}
    schemas[name] = thing({"type": {"type": "string"}} | base, ("type", *required))
    schemas[name]["discriminator"] = {"propertyName": "type", "mapping": mapping}
    for kind, (properties, needed) in kinds.items():
        schemas[kind] = {"allOf": [ref(name), thing(properties, needed)]}


def schemas():
    year = {"type": "integer", "minimum": 1, "maximum": 9999}
    month = {"type": "integer", "minimum": 1, "maximum": 12}
    code = thing({"code": text(1, 4, "a-zA-Z0-9."), "description": text(0, 80)})
    found = {"Coded": code, "Flag": {"type": "boolean"}}
    family(found, "AnyDate", {"longFormat": text(1, 30, "a-z0-9 ")}, {
        "FullDate": ({"date": {"type": "string", "format": "date"}}, ("date",)),
        "YearDate": ({"year": year}, ("year",)),
        "YearMonthDate": ({"year": year, "month": month}, ("year", "month")),
        "UnknownDate": ({"unknown": {"type": "boolean", "enum": [True]}}, ("unknown",)),
    }, ("longFormat",))
    place = {"date": ref("AnyDate"), "place": ref("Coded"), "country": ref("Coded")}
    found |= {
        "Event": thing(place),
        "Title": {"allOf": [ref("Coded"), thing({"kind": {"enum": ["title", "predicate"]}})]},
        "Name": thing({
            "givenNames": text(1, 200, "a-zA-ZÀ-ž '-"), "prefix": text(1, 10, "a-zA-Z '"), "familyName": text(1, 200, "a-zA-ZÀ-ž '-"),
            "initials": text(1, 40, "A-ZÀ-Ž.a-z"), "title": ref("Title"),
        }),
        "FullName": {"allOf": [ref("Name"), thing({"fullName": text(1, 250), "usage": ref("Coded")})]},
        "Relative": thing({
            "number": digits(9), "gender": ref("Coded"), "name": ref("Name"), "birth": ref("Event"), "underInvestigation": ref("Investigation"),
        }),
        "Investigation": thing({"gender": ref("Flag"), "name": ref("Flag"), "since": ref("AnyDate")}),
        "Child": {"allOf": [ref("Relative")]},
        "Parent": {"allOf": [ref("Relative"), thing({"designation": {"type": "string", "enum": ["1", "2"]}, "since": ref("AnyDate")})]},
        "Partner": {"allOf": [ref("Relative"), thing({"bond": ref("Coded"), "start": ref("Event"), "end": ref("Event")})]},
        "HomeAddress": thing({
            "officialStreet": text(1, 80), "shortStreet": text(1, 24), "houseNumber": {"type": "integer", "minimum": 1, "maximum": 99999},
            "houseLetter": text(1, 1, "a-zA-Z"), "addition": text(1, 4, "a-zA-Z0-9 "), "city": text(1, 80),
            "postalCode": {"type": "string", "pattern": "^[1-9]{1}[0-9]{3}[ ]?[A-Za-z]{2}$"},
        }, ("houseNumber",)),
        "Minor": thing({"number": digits(9), "name": thing({"fullName": text(1, 200)}), "age": {"type": "integer", "minimum": 0, "maximum": 17}}),
        "Guardian": thing({"number": digits(9), "name": thing({"fullName": text(1, 200)})}),
    }
    family(found, "Residence", {"since": ref("AnyDate"), "underInvestigation": ref("Investigation")}, {
        "Address": ({
            "function": ref("Coded"), "addressable": digits(16), "designation": {"type": "string", "pattern": "^(?!0{16})[0-9]{16}$"},
            "address": ref("HomeAddress"),
        }, ()),
        "Abroad": ({"lines": {"type": "array", "maxItems": 3, "items": text(1, 40)}, "country": ref("Coded")}, ("country",)),
        "Unknown": ({"reason": ref("Coded")}, ()),
    })
    family(found, "AnyNationality", {"reason": ref("Coded"), "since": ref("AnyDate")}, {
        "Nationality": ({"nationality": ref("Coded")}, ("nationality",)),
        "Stateless": ({}, ()),
        "UnknownNationality": ({"until": ref("AnyDate")}, ()),
    })
    family(found, "Custody", {"minor": ref("Minor")}, {
        "JointCustody": ({"parents": {"type": "array", "minItems": 1, "maxItems": 2, "items": ref("Guardian")}}, ("minor",)),
        "SoleCustody": ({"parent": ref("Guardian")}, ("parent",)),
    })
    found["Person"] = thing({
        "registryNumber": digits(10), "number": digits(9), "firstRegistration": ref("AnyDate"), "isConfidential": ref("Flag"),
        "gender": ref("Coded"), "underInvestigation": ref("Investigation"), "age": {"type": "integer", "minimum": 0, "maximum": 999},
        "disenfranchised": thing({"isExcluded": ref("Flag"), "until": ref("AnyDate")}),
        "europeanVote": thing({"designation": ref("Coded"), "excludedUntil": ref("AnyDate")}),
        "name": ref("FullName"), "nationalities": listed("AnyNationality"), "birth": ref("Event"),
        "suspension": thing({"reason": ref("Coded"), "date": ref("AnyDate")}), "residence": ref("Residence"),
        "immigration": thing({"settled": ref("AnyDate"), "from": ref("Coded"), "isFromAbroad": ref("Flag")}),
        "municipality": ref("Coded"), "municipalitySince": ref("AnyDate"), "isUnderGuardianship": ref("Flag"),
        "addressing": thing({
            "line1": text(1, 80), "line2": text(1, 80), "salutation": text(1, 80), "inText": text(1, 200),
            "form": thing({"name": text(1, 200), "address": text(1, 80)}),
        }),
        "custody": listed("Custody"), "permit": thing({"designation": ref("Coded"), "start": ref("AnyDate"), "end": ref("AnyDate")}),
        "children": listed("Child"), "parents": listed("Parent"), "partners": listed("Partner"),
        "external": {"type": "array", "items": thing({"party": ref("Coded"), "treaty": text(1, 60), "category": text(1, 20, "a-zA-Z")}, ("party",))},
        "verification": thing({"date": ref("AnyDate"), "description": text(1, 50)}),
    }, ("number",))
    found["Answer"] = thing({"type": {"enum": ["ByNumber", "ByName"]}, "persons": listed("Person")}, ("type",))
    family(found, "Query", {"fields": {"type": "array", "minItems": 1, "maxItems": 130, "items": text(1, 200, "a-zA-Z0-9._")}, "municipality": digits(4)}, {
        "ByNumber": ({"numbers": {"type": "array", "minItems": 1, "maxItems": 20, "items": digits(9)}}, ("numbers",)),
        "ByName": ({"familyName": {"type": "string", "pattern": "^[a-zA-ZÀ-ž -]{1,199}\\*{0,1}$"}, "born": {"type": "string", "format": "date"}}, ("familyName",)),
    }, ("fields",))
    return found


def document():
    answer = {"description": "Persons.", "content": {"application/json": {"schema": ref("Answer")}}}
    return {
        "openapi": "3.1.0", "info": {"title": "Persons", "version": "1"},
        "paths": {"/persons": {"get": {"operationId": "getPersons", "responses": {"200": answer}}}},
        "components": {"schemas": schemas()},
    }


def without_discriminators(value):
    if isinstance(value, dict):
        return {key: without_discriminators(inner) for key, inner in value.items() if key != "discriminator"}
    return [without_discriminators(inner) for inner in value] if isinstance(value, list) else value


# ---- payloads ----------------------------------------------------------------------------------


def date(year, month, day, long_format):
    return {"type": "FullDate", "date": f"{year:04d}-{month:02d}-{day:02d}", "longFormat": long_format}


def coded(code, description):
    return {"code": code, "description": description}


NETHERLANDS = coded("6030", "Nederland")


def event(day, place):
    return {"date": day, "place": place, "country": NETHERLANDS}


def person(index):
    number = f"{999990000 + index:09d}"
    born = date(1990, 2, 3, "3 februari 1990")
    amsterdam, rotterdam = coded("0363", "Amsterdam"), coded("0599", "Rotterdam")
    return {
        "registryNumber": f"{6039340000 + index:010d}", "number": number, "firstRegistration": date(1994, 10, 1, "1 oktober 1994"),
        "isConfidential": True, "gender": coded("V", "vrouw"),
        "underInvestigation": {"gender": True, "since": date(2023, 1, 15, "15 januari 2023")},
        "disenfranchised": {"isExcluded": True, "until": date(2027, 3, 1, "1 maart 2027")},
        "europeanVote": {"designation": coded("2", "persoon ontvangt oproep"), "excludedUntil": date(2028, 3, 1, "1 maart 2028")},
        "age": 34,
        "name": {
            "givenNames": "Élisabeth Sophie Mariëtte", "prefix": "van den", "familyName": "Achterberg-Zuiderhof", "initials": "E.S.M.",
            "fullName": "Élisabeth Sophie Mariëtte van den Achterberg-Zuiderhof",
            "title": {"code": "JV", "description": "jonkvrouw", "kind": "predicate"}, "usage": coded("E", "eigen geslachtsnaam"),
        },
        "nationalities": [
            {"type": "Nationality", "nationality": coded("0001", "Nederlandse"), "reason": coded("001", "Wet 1892, art.1, lid 1, onder a"), "since": born},
            {"type": "Nationality", "nationality": coded("0057", "Franse"), "reason": coded("301", "Vaststelling bezit"), "since": born},
        ],
        "birth": event(born, rotterdam),
        "suspension": {"reason": coded("E", "emigratie"), "date": date(2024, 5, 1, "1 mei 2024")},
        "residence": {
            "type": "Address", "function": coded("W", "woonadres"), "addressable": "0599010051001502", "designation": "0599200051001502",
            "since": date(2018, 7, 13, "13 juli 2018"),
            "address": {
                "officialStreet": "Burgemeester van Stamplein", "shortStreet": "Burg vStampln", "houseNumber": 142, "houseLetter": "B",
                "addition": "3 hg", "postalCode": "3062 KH", "city": "Rotterdam",
            },
        },
        "immigration": {"settled": date(1994, 10, 1, "1 oktober 1994"), "from": coded("5002", "Frankrijk"), "isFromAbroad": True},
        "municipality": rotterdam, "municipalitySince": date(2018, 7, 13, "13 juli 2018"),
        "addressing": {
            "line1": "Burgemeester van Stamplein 142 B 3 hg", "line2": "3062 KH  ROTTERDAM", "salutation": "Hoogwelgeboren vrouwe",
            "form": {"name": "jkvr. E.S.M. van den Achterberg-Zuiderhof", "address": "Hoogwelgeboren vrouwe"},
            "inText": "jonkvrouw Van den Achterberg-Zuiderhof",
        },
        "isUnderGuardianship": False,
        "custody": [{
            "type": "JointCustody", "minor": {"number": f"{999980000 + index:09d}", "name": {"fullName": "Lucas Achterberg"}, "age": 7},
            "parents": [
                {"number": number, "name": {"fullName": "Élisabeth van den Achterberg-Zuiderhof"}},
                {"number": f"{999970000 + index:09d}", "name": {"fullName": "Jan de Vries"}},
            ],
        }],
        "permit": {
            "designation": coded("37", "Vw 2000 art. 8, onder e, familielid EU"), "start": date(1995, 1, 1, "1 januari 1995"),
            "end": date(2030, 1, 1, "1 januari 2030"),
        },
        "children": [
            {"number": f"{999980000 + index:09d}", "name": {"givenNames": "Lucas", "familyName": "Achterberg", "initials": "L."},
             "birth": event(date(2017, 6, 11, "11 juni 2017"), rotterdam)},
            {"number": f"{999981000 + index:09d}", "name": {"givenNames": "Noor Zoë", "familyName": "Achterberg", "initials": "N.Z."},
             "birth": event(date(2020, 12, 30, "30 december 2020"), coded("0518", "'s-Gravenhage"))},
        ],
        "parents": [
            {"number": f"{999960000 + index:09d}", "gender": coded("M", "man"),
             "name": {"givenNames": "François", "prefix": "van den", "familyName": "Achterberg", "initials": "F."},
             "birth": event(date(1960, 1, 2, "2 januari 1960"), amsterdam), "designation": "1", "since": born},
            {"number": f"{999961000 + index:09d}", "gender": coded("V", "vrouw"),
             "name": {"givenNames": "Anna Maria", "familyName": "Zuiderhof", "initials": "A.M."},
             "birth": event({"type": "YearMonthDate", "year": 1962, "month": 8, "longFormat": "augustus 1962"}, amsterdam),
             "designation": "2", "since": born},
        ],
        "partners": [{
            "number": f"{999970000 + index:09d}", "gender": coded("M", "man"), "bond": coded("H", "huwelijk"),
            "name": {"givenNames": "Jan", "prefix": "de", "familyName": "Vries", "initials": "J."},
            "birth": event(date(1988, 9, 21, "21 september 1988"), amsterdam), "start": event(date(2015, 8, 8, "8 augustus 2015"), rotterdam),
        }],
        "external": [{"party": coded("0101", "Belastingdienst"), "treaty": "Artikel 45 EU-Werkingsverdrag", "category": "Persoon"}],
        "verification": {"date": date(2022, 4, 5, "5 april 2022"), "description": "document gezien"},
    }


def payloads():
    found = {f"p{count}": {"type": "ByNumber", "persons": [person(index) for index in range(count)]} for count in (1, 10, 100)}
    found["query"] = {
        "type": "ByNumber",
        "fields": ["number", "birth.date", "name.givenNames", "name.familyName", "residence.address", "nationalities", "partners.name", "age"],
        "municipality": "0599", "numbers": ["999993653", "999991723"],
    }
    found["tree"] = tree(6)
    found["closed"] = [{"id": index, "name": "Achterberg", "street": "Stamplein", "house": 142, "city": "Rotterdam"} for index in range(50)]
    found["choice"] = [
        {"square": {"side": index}} if index % 3 == 0 else {"circle": {"radius": index + 0.5}} if index % 3 == 1 else {"line": [index, 2]}
        for index in range(100)
    ]
    return found


def tree(depth):
    return {"data": "twig", "children": [tree(depth - 1) for _ in range(2)] if depth else []}


# ---- schemas around one keyword ------------------------------------------------------------------

CLOSED = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "array",
    "items": {
        "allOf": [
            thing({"id": {"type": "integer"}, "name": {"type": "string"}}, ("id",)),
            thing({"street": {"type": "string"}, "house": {"type": "integer", "minimum": 1}, "city": {"type": "string", "maxLength": 40}}),
        ],
        "unevaluatedProperties": False,
    },
}
CHOICE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "array",
    "items": {
        "oneOf": [
            thing({"square": thing({"side": {"type": "integer"}}, ("side",))}, ("square",)) | {"additionalProperties": False},
            thing({"circle": thing({"radius": {"type": "number", "minimum": 0}}, ("radius",))}, ("circle",)) | {"additionalProperties": False},
            thing({"line": {"type": "array", "items": {"type": "number"}, "minItems": 2}}, ("line",)) | {"additionalProperties": False},
        ],
    },
}
TREE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "https://example.nl/strict-tree", "$dynamicAnchor": "node",
    "$ref": "tree", "unevaluatedProperties": False,
    "$defs": {
        "tree": {
            "$id": "https://example.nl/tree", "$dynamicAnchor": "node", "type": "object",
            "properties": {"data": {"type": "string"}, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}},
        },
    },
}

POLICY = {
    "purpose": "https://example.nl/purposes/measuring", "title": "Measuring",
    "operations": {"getPersons": {"response": {"allow": [
        "/type", "/persons/*/number", "/persons/*/name/givenNames", "/persons/*/name/familyName", "/persons/*/birth/date/date",
        "/persons/*/residence/address/**", "/persons/*/partners/*/name/**", "/persons/*/nationalities/*/nationality/code", "/persons/*/age",
    ]}}},
}


def generate(out, document_of_persons):
    os.makedirs(out, exist_ok=True)
    plain = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    flat = json.loads(json.dumps(without_discriminators(document_of_persons["components"]["schemas"])).replace(PREFIX, "#/$defs/"))
    files = {name + ".json": value for name, value in payloads().items()} | {
        "persons.openapi.json": document_of_persons, "policy.json": POLICY,
        "unevaluatedProperties.schema.json": CLOSED, "oneOf.schema.json": CHOICE, "dynamicRef.schema.json": TREE,
    }
    for root in ("Answer", "Query"):
        files[f"{root}-plain.schema.json"] = plain | {"$ref": "#/$defs/" + root, "$defs": flat}
        files[f"{root}-rewritten.schema.json"] = plain_schema(document_of_persons, ref(root))
    for name, value in files.items():
        with open(f"{out}/{name}", "w") as target:
            json.dump(value, target, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    generate(sys.argv[1], document())
