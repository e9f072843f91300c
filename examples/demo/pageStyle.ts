/** How the demo's page looks: light or dark as the reader's machine is, from a phone's width to a desk's. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --paper: #ffffff; --ink: #16202c; --soft: #55606e; --line: #dde2e8;
  --accent: #0b6e6e; --accent-soft: #e2f1f0; --good: #1b7f4b; --bad: #b3261e;
  --phone: #0a6fb5; --sms: #d98200; --wechat: #0e7a50; --email: #b0487f; --app: #6a57c4; --letter: #7a6a4f; --faceToFace: #c2481c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10151b; --paper: #18202a; --ink: #e8edf3; --soft: #a3afbd; --line: #2c3744;
    --accent: #5cc9c2; --accent-soft: #14333a; --good: #6fd39b; --bad: #ff9a8f;
    --phone: #4ba3e3; --sms: #f0a63a; --wechat: #43c08c; --email: #e08ab8; --app: #a596f0; --letter: #bfa982; --faceToFace: #f08a5f;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink); line-height: 1.55; font-size: 1rem;
  font-family: system-ui, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
header, main, footer { max-width: 64rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.25rem; display: flex; flex-wrap: wrap; gap: 1rem 2rem; align-items: start; justify-content: space-between; }
header > div { flex: 1 1 20rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .35rem; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; margin: 0 0 .25rem; line-height: 1.3; }
h3 { font-size: 1rem; margin: 0; line-height: 1.4; }
p { margin: .25rem 0; }
.soft { color: var(--soft); }
fieldset.language { border: 1px solid var(--line); border-radius: 999px; padding: .2rem; margin: 0; background: var(--paper); display: flex; flex: none; }
fieldset.language legend { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
fieldset.language input { position: absolute; opacity: 0; }
fieldset.language label { padding: .3rem .95rem; border-radius: 999px; cursor: pointer; font-size: .925rem; }
fieldset.language input:checked + label { background: var(--accent); color: var(--paper); font-weight: 600; }
fieldset.language input:focus-visible + label { outline: 3px solid var(--accent); outline-offset: 2px; }
:root:has(#show-zh:checked) .en, :root:has(#show-en:checked) .zh { display: none; }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .9rem; padding: 1.4rem 1.5rem; margin: 1.25rem 0; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(10.5rem, 1fr)); gap: .9rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.cards li { background: var(--paper); border: 1px solid var(--line); border-radius: .9rem; padding: .9rem 1.15rem; display: flex; flex-direction: column; }
.cards span { font-size: .9rem; line-height: 1.4; }
.cards .number { font-size: 1.9rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
.cards .good .number { color: var(--good); }
.cards .bad .number { color: var(--bad); }
.chart { margin: 1rem 0 1.25rem; display: grid; gap: .55rem; }
.row { display: grid; grid-template-columns: 7.2rem 1fr 2.6rem; gap: .75rem; align-items: center; }
.row > .total { text-align: right; font-variant-numeric: tabular-nums; font-weight: 600; }
.track { display: flex; height: 1.6rem; border-radius: .35rem; overflow: hidden; background: var(--ground); }
.bar { flex: 0 0 auto; min-width: 2px; color: #fff; font-size: .78rem; display: flex; align-items: center; justify-content: center; overflow: hidden; font-variant-numeric: tabular-nums; }
.bar.sms { color: #1c1300; }
.bar + .bar { border-left: 2px solid var(--paper); }
@media (prefers-color-scheme: dark) { .bar { color: #0c1116; } }
.legend { display: flex; flex-wrap: wrap; gap: .35rem 1.1rem; padding: 0; margin: .6rem 0 0; list-style: none; font-size: .9rem; }
.legend i { display: inline-block; width: .8rem; height: .8rem; border-radius: .2rem; margin-right: .4rem; vertical-align: -.05rem; }
.phone { background: var(--phone); } .sms { background: var(--sms); } .wechat { background: var(--wechat); } .email { background: var(--email); }
.app { background: var(--app); } .letter { background: var(--letter); } .faceToFace { background: var(--faceToFace); }
.wide { overflow-x: auto; margin: 0 -.25rem; padding: 0 .25rem; }
.wide:focus-visible, summary:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .3rem; }
table { border-collapse: collapse; width: 100%; margin: .9rem 0 .2rem; font-size: .935rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .3rem; }
th, td { text-align: left; padding: .42rem .7rem .42rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--soft); font-weight: 500; font-size: .86rem; }
tbody th { font-weight: 400; }
th::first-letter { text-transform: uppercase; }
.sum tbody th { white-space: nowrap; }
.sum tbody tr:last-child > * { font-weight: 650; border-bottom: 0; }
.count { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-right: 0; padding-left: .7rem; }
.pair { display: grid; grid-template-columns: 1.5fr 1fr 1fr; gap: 0 2.2rem; }
ol.tasks { list-style: none; margin: 1.1rem 0 0; padding: 0; }
ol.tasks > li { position: relative; padding: 0 0 1.5rem 1.9rem; border-left: 2px solid var(--line); margin-left: .55rem; }
ol.tasks > li:last-child { padding-bottom: .4rem; }
ol.tasks > li::before { content: ""; position: absolute; left: -.51rem; top: .28rem; width: .9rem; height: .9rem; border-radius: 50%; background: var(--accent); border: 3px solid var(--paper); }
.when { font-weight: 650; color: var(--accent); }
.tag { display: inline-block; font-size: .8rem; padding: .05rem .55rem; border-radius: 999px; background: var(--accent-soft); color: var(--accent); margin-left: .4rem; font-weight: 500; vertical-align: .08rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .12rem .9rem; margin: .45rem 0 .6rem; font-size: .935rem; }
dt { color: var(--soft); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.why { background: var(--accent-soft); border-radius: .6rem; padding: .6rem .95rem; font-size: .935rem; }
.why ul { margin: .15rem 0 0; padding-left: 1.15rem; }
.why li:last-child { font-weight: 600; }
details { margin-top: .9rem; }
summary { cursor: pointer; color: var(--accent); font-weight: 500; }
details ul { padding-left: 1.2rem; margin: .5rem 0; font-size: .9rem; }
details li { margin: .3rem 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .88em; overflow-wrap: anywhere; }
footer { padding-bottom: 3rem; font-size: .9rem; color: var(--soft); }
@media (max-width: 40rem) {
  header, main, footer { padding-left: .9rem; padding-right: .9rem; }
  header { padding-top: 1.3rem; }
  h1 { font-size: 1.4rem; }
  section { padding: 1.1rem 1rem; border-radius: .75rem; }
  .cards { grid-template-columns: 1fr 1fr; gap: .6rem; }
  .cards li { padding: .8rem .85rem; }
  .cards .number { font-size: 1.5rem; }
  .pair { grid-template-columns: 1fr; }
  .row { grid-template-columns: max-content 1fr 1.8rem; gap: .5rem; font-size: .85rem; }
  .row > :first-child { min-width: 5rem; }
  dl { gap: .12rem .7rem; }
  ol.tasks > li { padding-left: 1.4rem; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr { display: flex; flex-wrap: wrap; gap: 0 1rem; border-bottom: 1px solid var(--line); padding: .45rem 0; }
  .stack th, .stack td { border: 0; padding: 0; text-align: left; }
  .stack th { flex: 1 0 100%; font-weight: 600; }
  .stack td[data-label]::before { content: attr(data-label) " "; color: var(--soft); }
  .rows th, .rows td { flex: none; }
  .rows td.text { flex: 1 0 100%; }
}
@media print {
  body { background: #fff; }
  section, .cards li { break-inside: avoid; border-color: #bbb; }
  fieldset.language { display: none; }
}
`
