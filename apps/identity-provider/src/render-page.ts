const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

interface Page {
  readonly title: string;
  readonly text: string;
  /** Address that the form is sent to; without it there is no form. */
  readonly action?: string;
  /** The person who is logged in already and only consents; null: name and password are requested. */
  readonly as?: string | null;
}

/** Renders a whole page without script, style or external content. Every text is escaped. */
export function renderPage({ title, text, action, as = null }: Page): string {
  const fields =
    as === null
      ? '<p><label>Name<br><input name="name" autocomplete="username" required autofocus maxlength="255"></label></p>' +
        '<p><label>Password<br><input name="password" type="password" autocomplete="current-password" required maxlength="255"></label></p>'
      : '';
  const form =
    action === undefined
      ? ''
      : `<form method="post" action="${escapeHtml(action)}">${fields}<p><button>${as === null ? 'Log in' : `Continue as ${escapeHtml(as)}`}</button></p></form>`;
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>` +
    `<body><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${form}</body></html>`
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
