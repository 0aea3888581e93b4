const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A page of one sentence and one link, without script and style. Every text is escaped. */
export function plainPage(text: string, link: { readonly to: string; readonly text: string }): string {
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    '<title>Stockproof</title></head><body><main><h1>Stockproof</h1>' +
    `<p>${escapeHtml(text)}</p><p><a href="${escapeHtml(link.to)}">${escapeHtml(link.text)}</a></p></main></body></html>`
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
