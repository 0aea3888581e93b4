#!/usr/bin/env python3
"""Stockproof over HTTP with Python's standard library: post updates, follow what becomes of them, hold stock for an order.

Needs STOCKPROOF_INGESTION, STOCKPROOF_LEDGER, STOCKPROOF_RESERVATION (addresses), STOCKPROOF_KEY (a seller's API key),
STOCKPROOF_ORDER_TOKEN (a token with the role order-service), SELLER and SKU.
"""

import json
import os
import random
import time
import urllib.error
import urllib.request
import uuid
from datetime import datetime, timezone

PASSING = {408, 429, 502, 503, 504}


def call(method, url, token, body=None, headers=None, give_up_after_s=60):
    """Returns (status, answer). Repeats what fails for a passing reason with the same body, so with the same ids."""
    data = None if body is None else json.dumps(body).encode()
    sent = {"authorization": f"Bearer {token}", **(headers or {})}
    if data is not None:
        sent["content-type"] = "application/json"
    began = time.monotonic()
    attempt = 0
    while True:
        attempt += 1
        wait_s = 0
        try:
            request = urllib.request.Request(url, data=data, method=method, headers=sent)
            with urllib.request.urlopen(request, timeout=40) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            problem = error.read()
            if error.code not in PASSING:
                return error.code, json.loads(problem)
            after = error.headers.get("retry-after", "0")
            wait_s = int(after) if after.isdigit() else 1
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            pass
        wait_s += random.uniform(0, min(10, 0.1 * 2**attempt))
        if time.monotonic() - began + wait_s > give_up_after_s:
            raise TimeoutError(f"{method} {url}: no answer; it may have been done. Send it again with the same ids")
        time.sleep(wait_s)


def outcome(ledger, key, event_id, within_s=60):
    """Waits until an update is decided."""
    until = time.monotonic() + within_s
    while True:
        status, answer = call("GET", f"{ledger}/v1/inventory-updates/{event_id}", key)
        if status != 404 or time.monotonic() > until:
            return answer
        time.sleep(0.2)


def reserve(url, token, body=None):
    """202 means not decided yet: the same request again goes on waiting, it holds nothing twice."""
    for _ in range(4):
        status, answer = call("POST", url, token, body, {"prefer": "wait=20"})
        if status != 202:
            break
    return status, answer


def main():
    ingestion, ledger, reservation = (os.environ[f"STOCKPROOF_{name}"] for name in ("INGESTION", "LEDGER", "RESERVATION"))
    key, order_token = os.environ["STOCKPROOF_KEY"], os.environ["STOCKPROOF_ORDER_TOKEN"]
    seller, sku = os.environ["SELLER"], os.environ["SKU"]
    run = uuid.uuid4().hex[:12]

    def update(number, operation, quantity):
        now = datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
        return {"event_id": f"{run}-{number}", "seller_id": seller, "sku": sku,
                "operation": operation, "quantity": quantity, "event_time": now}

    status, answer = call("POST", f"{ingestion}/v1/inventory-updates", key, [update(1, "I", 10), update(2, "D", 3)])
    print(json.dumps({"posted": status, "queued": answer.get("queued")}))
    print(json.dumps(outcome(ledger, key, f"{run}-2")))

    order = {"reservation_id": f"res-{run}", "order_id": f"order-{run}", "expires_in": 600,
             "lines": [{"seller_id": seller, "sku": sku, "quantity": 2}]}
    status, held = reserve(f"{reservation}/v1/reservations", order_token, order)
    print(json.dumps({"status": held.get("status"), "http": status}))
    status, taken = reserve(f"{reservation}/v1/reservations/res-{run}/confirm", order_token)
    print(json.dumps({"status": taken.get("status"), "http": status}))


if __name__ == "__main__":
    main()
