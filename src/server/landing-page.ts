/** The page at `/`: what is where. It needs nothing but itself. */
export function landingPage(version: string, databaseDescription: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Junjo</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; }
  h1 { font-weight: 600; }
  dt { margin-top: 1rem; }
  dd { margin: 0; opacity: 0.75; }
</style>
</head>
<body>
<h1>Junjo <small>${escapeHtml(version)}</small></h1>
<p>This server keeps work in order. It stores in <code>${escapeHtml(databaseDescription)}</code>.</p>
<dl>
  <dt><a href="/graphql"><code>/graphql</code></a></dt>
  <dd>The API. In a browser, an editor to try it in.</dd>
  <dt><a href="/schema.graphql"><code>/schema.graphql</code></a></dt>
  <dd>The schema, for code generators.</dd>
  <dt><a href="/health/ready"><code>/health/ready</code></a></dt>
  <dd>Whether the server takes requests: 200, or 503 while it stops or its database does not answer.</dd>
  <dt><a href="/health/live"><code>/health/live</code></a></dt>
  <dd>Whether the process is alive.</dd>
  <dt><code>POST /backup</code></dt>
  <dd>A copy of the database, made while it is in use. <code>junjo backup</code> fetches and checks one.</dd>
</dl>
</body>
</html>
`;
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' } as const;

function escapeHtml(text: string): string {
  return text.replaceAll(
    /[&<>"]/g,
    (character) =>
      // The pattern matches these characters and no other.
      entities[character as keyof typeof entities],
  );
}
