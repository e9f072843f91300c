/** How the page looks: from a phone's width to a desk's, and on paper. */
export const style = `
:root { color-scheme: light; --ground: #f4f6f8; --paper: #fff; --ink: #1b2733; --soft: #5b6674; --line: #dde2e8; --value: #1f5fa8; --good: #1b7f4b; --bad: #b3261e; --unsure: #8a5a00; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); line-height: 1.5; font-family: system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
header, main { max-width: 74rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
main { padding-bottom: 3rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 .5rem; }
h3 { font-size: 1rem; line-height: 1.4; margin: 0; }
p { margin: .3rem 0; }
ul, ol { margin: .3rem 0; padding-left: 1.3rem; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .8rem; padding: 1.25rem 1.4rem; margin: 1.1rem 0; overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: .9rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.cards { display: grid; grid-template-columns: repeat(4, 1fr); gap: .8rem; margin: 1.1rem 0; padding: 0; list-style: none; }
.cards li { background: var(--paper); border: 1px solid var(--line); border-radius: .8rem; padding: .7rem 1rem; }
.cards strong { display: block; font-size: 1.7rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.Met { color: var(--good); font-weight: 600; }
.NotMet { color: var(--bad); font-weight: 600; }
.Undecidable { color: var(--unsure); font-weight: 600; }
table { border-collapse: collapse; min-width: min(100%, 32rem); font-size: .925rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { text-align: left; vertical-align: top; min-width: 5.6rem; padding: .4rem 1.1rem .4rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 500; font-size: .86rem; }
tbody th { font-weight: 400; }
.number { text-align: right; }
.short { white-space: nowrap; }
.mark { display: block; width: 7.5rem; height: .875rem; margin: .15rem 0 0 auto; fill: var(--ink); stroke-linecap: round; }
.mark .all { stroke: var(--line); stroke-width: 2; }
.mark .range { stroke: var(--value); stroke-width: 5; }
.mark .aim { stroke: var(--good); stroke-width: 2.5; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 1.6rem 2rem; margin: 1rem 0 1.4rem; }
article:has(details[open]) { grid-column: 1 / -1; }
figure { margin: .4rem 0; max-width: 30rem; }
figure svg { display: block; width: 100%; height: auto; }
figcaption, .done { font-size: .86rem; color: var(--soft); }
.key { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .4rem 0; padding: 0; list-style: none; font-size: .86rem; color: var(--soft); }
.key svg { width: 1.7rem; height: .8rem; margin-right: .35rem; vertical-align: -.05rem; }
details { margin-top: .4rem; font-size: .9rem; }
summary { cursor: pointer; color: var(--value); }
summary:focus-visible { outline: 3px solid var(--value); outline-offset: 2px; }
@media screen and (max-width: 46rem) {
  header, main { padding-left: .75rem; padding-right: .75rem; }
  header { padding-top: 1.2rem; }
  h1 { font-size: 1.4rem; }
  section { padding: 1rem .9rem; }
  .cards { grid-template-columns: 1fr 1fr; gap: .6rem; }
  table, tbody, caption { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { display: block; border-bottom: 1px solid var(--line); padding: .5rem 0; }
  tbody th, tbody td, tbody td.number { display: block; border: 0; padding: 0; text-align: left; }
  tbody th { font-weight: 600; }
  tbody td, tbody td.number { display: grid; grid-template-columns: 7rem 1fr; gap: 0 .6rem; }
  tbody td:empty { display: none; }
  .short { white-space: normal; }
  tbody td::before { content: attr(data-label); color: var(--soft); font-weight: 400; }
  .mark { grid-column: 2; margin-left: 0; }
}
@page { size: A4; margin: 14mm; }
@media print {
  body { background: #fff; font-size: 10pt; }
  header, main { max-width: none; padding: 0; }
  section { border: 0; border-top: 1px solid #999; border-radius: 0; padding: .6rem 0; margin: .8rem 0; }
  h2, h3, caption, .key { break-after: avoid; }
  article, figure, tr, li { break-inside: avoid; }
  thead { display: table-header-group; }
  .charts { grid-template-columns: 1fr 1fr; }
  details:not([open]) { display: none; }
  table { min-width: 0; font-size: 9pt; }
  th, td { min-width: 3.6rem; padding-right: .6rem; }
  tbody th { min-width: 5.6rem; }
  .short { white-space: normal; }
  .mark { width: 5rem; }
}
`
