import { createHash } from 'node:crypto';

const SCRIPT = `
const $ = (id) => document.getElementById(id);
$('token').value = sessionStorage.getItem('token') || '';
const show = (value) => { $('answer').textContent = typeof value === 'string' ? value : JSON.stringify(value, null, 2); };
$('ask').onclick = async () => {
  sessionStorage.setItem('token', $('token').value);
  try {
    const variables = $('variables').value.trim();
    const answer = await fetch('/api/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer ' + $('token').value.trim() },
      body: JSON.stringify({ query: $('query').value, variables: variables ? JSON.parse(variables) : undefined }),
    });
    show(await answer.json());
  } catch (error) { show(String(error)); }
};
document.addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) $('ask').click(); });
`;
const STYLE = `
body { font: 15px/1.4 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
textarea, input { font: 13px/1.4 ui-monospace, monospace; width: 100%; box-sizing: border-box; padding: .5rem; }
pre { background: #f3f4f6; color: #111; padding: 1rem; overflow: auto; min-height: 8rem; }
label { display: block; margin: .75rem 0 .25rem; } button { font: inherit; padding: .4rem 1rem; margin-top: .75rem; }
`;

/** A page to try `/api/graphql` with: all of it is here, nothing is fetched from elsewhere. */
export const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Causeway GraphQL</title><meta name="viewport" content="width=device-width, initial-scale=1">
<style>${STYLE}</style></head><body><h1>GraphQL</h1>
<p>An access token with the scope <code>integrations</code> is needed. Ctrl+Enter asks. What can be asked: <code>{ __schema { types { name } } }</code></p>
<label for="token">Access token</label><input id="token" type="password" autocomplete="off" spellcheck="false">
<label for="query">Query</label><textarea id="query" rows="14" spellcheck="false">{
  productIntegrations(first: 10) { nodes { id version type name } pageInfo { hasNextPage endCursor } }
}</textarea>
<label for="variables">Variables (JSON)</label><textarea id="variables" rows="3" spellcheck="false"></textarea>
<button id="ask" type="button">Ask</button><pre id="answer" role="status" aria-live="polite"></pre>
<script>${SCRIPT}</script></body></html>`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
export const POLICY = `default-src 'none'; connect-src 'self'; script-src ${hash(SCRIPT)}; style-src ${hash(STYLE)}; form-action 'none'; frame-ancestors 'none'`;
