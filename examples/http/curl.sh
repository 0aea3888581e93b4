#!/bin/sh
# Stockproof over HTTP with curl: post updates, follow what becomes of them, hold stock for an order.
# Needs STOCKPROOF_INGESTION, STOCKPROOF_LEDGER, STOCKPROOF_RESERVATION (addresses), STOCKPROOF_KEY (a seller's API key),
# STOCKPROOF_ORDER_TOKEN (a token with the role order-service), SELLER and SKU.
set -eu

json='content-type: application/json'
run=$(date +%s)-$$
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# Two updates in one request. Each has an id of its own: after a failure, send the same ids again.
# --retry repeats what passes (408, 429, 500, 502, 503, 504) and honours Retry-After.
curl -sS --fail-with-body --retry 5 --retry-connrefused "$STOCKPROOF_INGESTION/v1/inventory-updates" \
  -H "$json" -H "authorization: Bearer $STOCKPROOF_KEY" -d @- <<BODY
[{"event_id":"$run-1","seller_id":"$SELLER","sku":"$SKU","operation":"I","quantity":10,"event_time":"$now"},
 {"event_id":"$run-2","seller_id":"$SELLER","sku":"$SKU","operation":"D","quantity":3,"event_time":"$now"}]
BODY
echo

# 404 not_decided until it is decided.
curl -sS --fail-with-body --retry 20 --retry-all-errors --retry-delay 1 --retry-max-time 60 \
  "$STOCKPROOF_LEDGER/v1/inventory-updates/$run-2" -H "authorization: Bearer $STOCKPROOF_KEY" -o "$answer"
cat "$answer"
echo

# POST to the reservation service. 202 means not decided yet: the same request again goes on waiting, it holds nothing twice.
reserve() {
  path=$1
  shift
  for _ in 1 2 3 4; do
    status=$(curl -sS "$STOCKPROOF_RESERVATION/v1/reservations$path" -X POST -H 'prefer: wait=20' \
      -H "authorization: Bearer $STOCKPROOF_ORDER_TOKEN" -o "$answer" -w '%{http_code}' "$@")
    [ "$status" = 202 ] || break
  done
  cat "$answer"
  echo
  [ "$status" = 200 ]
}

# Either every line is held or none.
reserve '' -H "$json" -d '{"reservation_id":"res-'"$run"'","order_id":"order-'"$run"'","expires_in":600,
  "lines":[{"seller_id":"'"$SELLER"'","sku":"'"$SKU"'","quantity":2}]}'
reserve "/res-$run/confirm"
