/** The style of the page of operations. */
export const pageStyle = `
:root {
  --paper: #fbfbf9; --card: #ffffff; --ink: #1d2327; --quiet: #5d6a72; --line: #dfe3e2; --well: #f2f4f2; --accent: #0b6e6e; --focus: #0b6e6e55;
  --get: #0b6e6e; --post: #2f5fb3; --put: #8a5a00; --patch: #7a3e9d; --delete: #b3362b; --good: #1c7a3f; --bad: #b3362b;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
  --sans: system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #12171a; --card: #1a2125; --ink: #e5eaec; --quiet: #97a5ac; --line: #2d383d; --well: #141a1d; --accent: #5cc4bf; --focus: #5cc4bf55;
    --get: #5cc4bf; --post: #83aaf0; --put: #dfae5b; --patch: #c596e3; --delete: #f08a7f; --good: #6fce8f; --bad: #f08a7f;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 4.5rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 var(--sans); display: grid; grid-template: auto 1fr / 18.5rem minmax(0, 1fr); min-height: 100vh; }
header { grid-column: 1 / -1; position: sticky; top: 0; z-index: 2; display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; padding: .8rem 1.5rem; background: var(--card); border-bottom: 1px solid var(--line); }
.brand strong { font-size: 1.15rem; letter-spacing: -.01em; } #version { color: var(--quiet); font-size: .85rem; }
a { color: var(--accent); text-underline-offset: 3px; }
nav { position: sticky; top: 3.3rem; align-self: start; max-height: calc(100vh - 3.3rem); overflow-y: auto; padding: 1.25rem 1rem 2rem 1.5rem; }
nav h2 { margin: 1.4rem 0 .35rem; font-size: .75rem; font-weight: 600; color: var(--quiet); text-transform: uppercase; letter-spacing: .06em; }
nav .entry { display: grid; grid-template-columns: 3.4rem 1fr; gap: .4rem; align-items: baseline; padding: .22rem .4rem; margin-left: -.4rem; border-radius: 5px; color: inherit; text-decoration: none; }
nav .entry:hover { background: var(--well); } nav .entry span:last-child { overflow-wrap: anywhere; font: 12.5px/1.4 var(--mono); }
main { padding: 1.5rem 2rem 5rem 1rem; max-width: 76rem; }
.operation { background: var(--card); border: 1px solid var(--line); border-radius: 9px; margin: 0 0 .9rem; }
.operation > summary { display: flex; flex-wrap: wrap; gap: .2rem .8rem; align-items: baseline; padding: .75rem 1.1rem; cursor: pointer; list-style: none; border-radius: 9px; }
.operation > summary::-webkit-details-marker { display: none; }
.operation > summary:hover { background: var(--well); }
.operation[open] > summary { border-bottom: 1px solid var(--line); border-radius: 9px 9px 0 0; }
.method { font: 600 12px/1 var(--mono); min-width: 3.4rem; letter-spacing: .02em; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); } .patch { color: var(--patch); } .delete { color: var(--delete); }
.path { font: 14px/1.4 var(--mono); overflow-wrap: anywhere; } .path i { font-style: normal; color: var(--quiet); }
.words { color: var(--quiet); flex: 1 1 14rem; } .lock { color: var(--quiet); font-size: .8rem; border: 1px solid var(--line); border-radius: 99px; padding: 0 .55rem; }
.inside { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
.inside > div { padding: 1.1rem; min-width: 0; } .inside > .try { border-left: 1px solid var(--line); background: var(--well); border-radius: 0 0 9px 0; }
h3 { margin: 1.3rem 0 .4rem; font-size: .85rem; font-weight: 650; } .inside > div > h3:first-child { margin-top: 0; }
dl { margin: 0; } dt { font: 13px/1.5 var(--mono); overflow-wrap: anywhere; } dt + dt { margin-top: .5rem; }
dd { margin: 0 0 .55rem; color: var(--quiet); font-size: .875rem; } dd dl { margin: .35rem 0 0; padding-left: .8rem; border-left: 2px solid var(--line); }
.type { color: var(--quiet); margin-left: .5rem; } .required { color: var(--bad); margin-left: .15rem; }
.status { font: 600 13px/1.5 var(--mono); } .status.good { color: var(--good); } .status.bad { color: var(--bad); }
.text code { font: .92em var(--mono); background: var(--well); border-radius: 3px; padding: 0 .25em; }
label { display: block; margin: 0 0 .7rem; font-size: .85rem; } label > span { display: block; margin-bottom: .15rem; font: 13px/1.5 var(--mono); }
input, textarea, select { width: 100%; font: 13px/1.45 var(--mono); color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .45rem .6rem; }
textarea { min-height: 9rem; resize: vertical; tab-size: 2; }
#filter { font-family: var(--sans); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; border-color: var(--accent); }
button { font: 600 14px/1 var(--sans); color: var(--card); background: var(--accent); border: 0; border-radius: 6px; padding: .65rem 1.1rem; cursor: pointer; }
button:disabled { opacity: .55; cursor: progress; } button.plain { background: none; color: var(--accent); padding: .65rem .4rem; }
pre { margin: .5rem 0 0; padding: .7rem .8rem; background: var(--card); border: 1px solid var(--line); border-radius: 6px; overflow: auto; max-height: 24rem; font: 12.5px/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; }
.answer { margin-top: 1rem; } .answer .took { color: var(--quiet); font-size: .85rem; margin-left: .6rem; }
.quiet { color: var(--quiet); } [hidden] { display: none !important; }
#credentials label { margin: 1rem 0 0; }
@media (max-width: 60rem) { .inside { grid-template-columns: minmax(0, 1fr); } .inside > .try { border-left: 0; border-top: 1px solid var(--line); border-radius: 0 0 9px 9px; } }
@media (max-width: 46rem) {
  body { display: block; } header { padding: .7rem 1rem; } nav { position: static; max-height: none; padding: 1rem 1rem 0; } #list { display: none; }
  main { padding: 1rem 1rem 4rem; } .operation > summary { padding: .75rem .9rem; } .inside > div { padding: .9rem; } input, textarea, select { font-size: 16px; }
}
`;
