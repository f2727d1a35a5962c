const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (character) => escapes[character] ?? '');

/** The page around its style and its script, which fills it from `openapi.json`. */
export function pageHtml(title: string, style: string, script: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} API</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header>
  <div class="brand"><strong id="title">${escaped(title)}</strong> <span id="version"></span></div>
  <a id="document" href="openapi.json">openapi.json</a>
</header>
<nav aria-label="Operations">
  <input id="filter" type="search" placeholder="Filter operations" aria-label="Filter operations">
  <div id="credentials"></div>
  <div id="list"></div>
</nav>
<main id="operations"><p class="quiet">Reading openapi.json …</p></main>
<noscript><p class="quiet">This page needs JavaScript; the whole description is in <a href="openapi.json">openapi.json</a>.</p></noscript>
<script>${script}</script>
</body>
</html>
`;
}
