#!/usr/bin/env python3
"""Verifies Stockproof recovery evidence offline: python3 verify_evidence.py FILE KEYS.jwks.json

A second implementation that shares nothing with the first. Needs Python >= 3.9 and the package `cryptography`.
Prints one line per fault and exits with 2, or says what the records claim and exits with 0.
"""
import base64
import hashlib
import json
import re
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GENESIS = "0" * 64
SEAL = {"sequence", "previous_digest", "content_digest", "algorithm", "key_id", "signature"}
MEMBERS = set(
    "recovery_id flow scope events_processed duplicates_skipped late_events_accepted projection_rows_changed "
    "reconciliation confidence_status published_outputs schema_version mode projection_function candidate reasons "
    "checks counts contract "
    "code_version plan_digest schema watermark history offers state_digests blast_radius repairs published_ranges "
    "owner intent requested_by approved_by break_glass resumed requested_at finished_at integrity".split()
)
# Members of some records only.
OPTIONAL = {"redrive", "break_glass_reason", "history_read_from", "sealed_segments"}
SEGMENT = {"topic", "partition", "from_offset", "to_offset", "manifest_digest"}
REDRIVE = set("redrive_id stage letter seller_id event_id payload_digest digest reason requested_by approved_by".split())


class Unreadable(Exception):
    pass


def strict_object(pairs):
    """A key that is there twice with two values would let two readers see two records."""
    members = {}
    for name, value in pairs:
        if name in members and canonical(members[name]) != canonical(value):
            raise Unreadable("a key is there twice")
        members[name] = value
    return members


def refuse(constant):
    raise Unreadable(constant + " is no JSON")


def parse(text):
    return json.loads(text, object_pairs_hook=strict_object, parse_constant=refuse)


def read_records(path):
    with open(path, "rb") as file:
        text = file.read().decode("utf-8", errors="strict")
    try:
        value = parse(text)
    except (ValueError, Unreadable):
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise
        return [parse(line) for line in lines]
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and isinstance(value.get("items"), list):
        return value["items"]
    return [value]


def canonical(value):
    """RFC 8785."""
    if value is None or isinstance(value, (bool, str)):
        if isinstance(value, str):
            value.encode("utf-8")
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) > 2**53 - 1:
            raise Unreadable("a number is not exact")
        return str(value)
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e21:
            return str(int(value))
        if not 1e-6 <= abs(value) < 1e21:
            raise Unreadable("a number that no record holds")
        return repr(value)
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
    return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"


def digest(value):
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def decode(text):
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text):
        raise Unreadable("no base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise Unreadable("another spelling of base64url")
    return data


def read_keys(path):
    """Keys by name, each with its time: only the first is taken as it is, the others are signed for by the one before."""
    with open(path, "rb") as file:
        entries = json.load(file)["keys"]
    keys, before = {}, None
    for entry in entries:
        name, begins, link = entry["kid"], entry["stockproof_valid_from"], entry["stockproof_introduced_by"]
        if name in keys or (before is None) != (link is None):
            raise Unreadable("the keys are no chain")
        if before is not None:
            if link["kid"] != before["kid"] or before["stockproof_valid_until"] != begins or begins < before["stockproof_valid_from"]:
                raise Unreadable("the key %s does not follow %s" % (name, before["kid"]))
            statement = {"after": before["kid"], "kid": name, "x": entry["x"], "valid_from": begins}
            message = ("stockproof.evidence-key.v1\n" + canonical(statement)).encode("utf-8")
            try:
                keys[before["kid"]][0].verify(decode(link["signature"]), message)
            except InvalidSignature:
                raise Unreadable("the key %s is not introduced by %s" % (name, before["kid"])) from None
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", begins):
            raise Unreadable("the key %s has no time" % name)
        keys[name] = (Ed25519PublicKey.from_public_bytes(decode(entry["x"])), begins, entry["stockproof_valid_until"])
        before = entry
    if before is None or before["stockproof_valid_until"] is not None:
        raise Unreadable("no key signs today")
    return keys


def adds_up(counts):
    return counts["read"] == counts["applied"] + counts["late"] + counts["duplicate"] + counts["skipped"]


def verdict(record):
    """The closed-world rule, from the record's own numbers."""
    checks = {check["name"]: check for check in record["checks"]}
    sound = all(adds_up(record["counts"][side]) for side in ("table", "cdc"))
    if any(check["status"] == "fail" for check in checks.values()) or not sound:
        return "untrusted"
    required = list(record["reconciliation"])
    whole = required and all(
        name in checks and checks[name]["status"] == "pass" and checks[name]["compared"] > 0 for name in required
    )
    if not whole or record["offers"]["count"] == 0 or record["counts"]["table"]["read"] == 0:
        return "inconclusive"
    return "trusted"


def inside_budget(candidate):
    """What was promoted must have been inside the budget that was approved."""
    found, budget = candidate["difference"], candidate["budget"]
    return (
        found["offers_compared"] > 0
        and found["impossible_offers"] == 0
        and found["offers_changed"] <= budget["offers_changed_at_most"]
        and found["units_more"] + found["units_less"] <= budget["units_changed_at_most"]
        and found["oversold_units"] <= budget["oversold_units_at_most"]
    )


def approval_faults(record):
    """What changes state was approved, by another person unless the glass was broken."""
    mode, approved_by = record["mode"], record["approved_by"]
    if mode not in ("repair", "promote"):
        return []
    if approved_by is None:
        return ["nobody approved the %s" % mode]
    if approved_by == record["requested_by"] and not record["break_glass"]:
        return ["the %s was approved by %s, who asked for it" % (mode, approved_by)]
    return []


def segment_faults(segments):
    """Each sealed segment is named by its manifest."""
    for segment in segments:
        if set(segment) != SEGMENT or not re.fullmatch(r"[0-9a-f]{64}", segment["manifest_digest"]):
            return ["a sealed segment is not complete"]
    return [] if segments else ["it names no sealed segment"]


def redrive_faults(redrive):
    """One person is never enough, and what was approved is what is told."""
    if set(redrive) != REDRIVE:
        return ["its redrive is not complete"]
    faults = []
    if redrive["approved_by"] == redrive["requested_by"]:
        faults.append("the redrive was approved by %s, who asked for it" % redrive["approved_by"])
    bound = {name: redrive[name] for name in ("letter", "payload_digest", "seller_id", "event_id")}
    if redrive["digest"] != digest(bound):
        faults.append("the redrive that was approved is not the one that is told")
    return faults


def faults_of(record, keys):
    if not isinstance(record, dict) or set(record) - OPTIONAL != MEMBERS:
        return ["it is no evidence record: members are missing or added"]
    seal = record["integrity"]
    if not isinstance(seal, dict) or set(seal) != SEAL or seal["algorithm"] != "ed25519":
        return ["its integrity is not complete"]
    faults = []
    content = {name: value for name, value in record.items() if name != "integrity"}
    if digest(content) != seal["content_digest"]:
        faults.append("content_digest is not that of the content: the record was changed")
    signed = {name: value for name, value in seal.items() if name != "signature"}
    if seal["key_id"] not in keys:
        return faults + ["the key %s is not known" % seal["key_id"]]
    try:
        message = ("stockproof.evidence.v1\n" + canonical(signed)).encode("utf-8")
        key, begins, ends = keys[seal["key_id"]]
        if record["finished_at"] < begins or (ends is not None and record["finished_at"] > ends):
            faults.append("%s did not sign at %s" % (seal["key_id"], record["finished_at"]))
        key.verify(decode(seal["signature"]), message)
    except (InvalidSignature, Unreadable, ValueError):
        faults.append("the signature is not one of %s over this record" % seal["key_id"])
    candidate = record["candidate"]
    if candidate is not None and candidate["promoted"] and not inside_budget(candidate):
        faults.append("a candidate was promoted that is not inside its budget")
    faults += approval_faults(record)
    if record.get("history_read_from", "kafka") not in ("kafka", "sealed", "both"):
        faults.append("it says that its history was read from nowhere that is known")
    if "sealed_segments" in record:
        faults += segment_faults(record["sealed_segments"])
    if "redrive" in record:
        faults += redrive_faults(record["redrive"])
    flags = {"pass": True, "fail": False, "not_covered": None}
    said = {check["name"]: flags.get(check["status"]) for check in record["checks"]}
    if said != record["reconciliation"] or len(said) != len(record["checks"]):
        faults.append("reconciliation and checks disagree")
    elif verdict(record) != record["confidence_status"]:
        faults.append("it says %s, its checks say %s" % (record["confidence_status"], verdict(record)))
    return faults


def chain_faults(records):
    faults = []
    for before, record in zip(records, records[1:]):
        place = record["integrity"]
        if place["sequence"] != before["integrity"]["sequence"] + 1 or place["previous_digest"] != digest(before):
            faults.append("%s does not follow %s" % (record["recovery_id"], before["recovery_id"]))
    return faults


def main(path, keys_path):
    try:
        records, keys = read_records(path), read_keys(keys_path)
        faults = ["record %d: %s" % (n, fault) for n, record in enumerate(records, 1) for fault in faults_of(record, keys)]
        if not records:
            faults = ["there is no record"]
        faults = faults or chain_faults(records)
    except (ValueError, KeyError, TypeError, AttributeError, Unreadable, RecursionError) as error:
        faults, records = ["it can not be read: %s" % error], []
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        return 2
    for record in records:
        place = record["integrity"]["sequence"]
        print("%s: valid, record %d, says %s" % (record["recovery_id"], place, record["confidence_status"]))
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
