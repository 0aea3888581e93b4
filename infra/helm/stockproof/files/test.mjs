// `helm test`: all services are ready; with the key of a test seller, an update is posted and read back.
const { SERVICES = '', INGESTION = '', AVAILABILITY = '', KEY = '', SELLER = '', SKU = '' } = process.env;
const deadline = Date.now() + 120_000;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

async function until(what, ask) {
  let last = '';
  while (Date.now() < deadline) {
    last = await ask().catch((error) => error.message);
    if (last === true) return console.log(`ok: ${what}`);
    await wait(1_000);
  }
  console.error(`not in time: ${what}: ${last}`);
  process.exit(1);
}

for (const url of SERVICES.split(',').filter(Boolean))
  await until(`${url} is ready`, async () => {
    const answer = await fetch(`${url}/health/ready`);
    return answer.ok || `${answer.status} ${await answer.text()}`;
  });

if (KEY !== '') {
  const quantity = 1 + (Date.now() % 1_000);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${KEY}` };
  const event = {
    event_id: `helm-test-${Date.now()}`,
    sku: SKU,
    quantity,
    operation: 'I',
    event_time: new Date().toISOString(),
    seller_id: SELLER,
  };
  await until('an update is taken', async () => {
    const answer = await fetch(`${INGESTION}/v1/inventory-updates`, {
      method: 'POST',
      headers,
      body: JSON.stringify(event),
    });
    return answer.status === 202 || `${answer.status} ${await answer.text()}`;
  });
  await until('the offer is in the view', async () => {
    const answer = await fetch(`${AVAILABILITY}/v1/availability/${SKU}`, { headers });
    return (answer.ok && (await answer.text()).includes(SKU)) || `${answer.status}`;
  });
}
