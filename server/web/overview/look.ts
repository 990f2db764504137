/** The style of the overview, which needs no script: for wide and narrow screens, by day, by night and on paper. */
export const look = `
:root{color-scheme:light dark;--ink:#1b2430;--soft:#556070;--line:#d9dfe7;--card:#f5f7fa;
--accent:#0b6bcb;--bad:#b3261e;--good:#1a7f37;--paper:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#a3adbb;--line:#333c49;--card:#1a2029;
--accent:#6cb2ff;--bad:#ff8a80;--good:#6fd08c;--paper:#10151c}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;padding:2rem 1.25rem 3rem;max-width:66rem;font:16px/1.55 'Inter',system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{margin:0 0 .5rem;font-size:2.4rem;line-height:1.15}
h2{margin:3rem 0 .75rem;font-size:1.6rem;line-height:1.25}
h3{margin:2rem 0 .5rem;font-size:1.15rem}
p{margin:.6rem 0;max-width:46rem}
.lead{font-size:1.15rem;color:var(--soft);margin:.2rem 0}
nav{margin:1.25rem 0 1.5rem;display:flex;flex-wrap:wrap;gap:.6rem}
nav a{padding:.45rem .9rem;border:1px solid var(--line);border-radius:8px;text-decoration:none;font-weight:500}
nav a:first-child{background:var(--accent);border-color:var(--accent);color:var(--paper)}
a{color:var(--accent)}
code,pre,.operation,.status,.sequence text{font-family:'JetBrains Mono',ui-monospace,monospace}
code{font-size:.86em;padding:.1em .3em;border-radius:4px;background:var(--card);overflow-wrap:anywhere}
pre{padding:1rem;border:1px solid var(--line);border-radius:8px;background:var(--card);
font-size:.82rem;line-height:1.5;overflow-x:auto;font-variant-ligatures:none}
table{width:100%;margin:1rem 0 1.75rem;border-collapse:collapse;font-size:.93rem}
caption{padding:.3rem 0;text-align:left;font-weight:600}
th,td{padding:.5rem .75rem .5rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
thead th{color:var(--soft);font-weight:500;font-size:.85rem}
tbody th{font-weight:500}
#participants tbody th{width:14%}
#participants td{width:43%}
#errors thead th:first-child{width:14rem}
#errors thead th:nth-child(2){width:6rem}
.languages tbody th{width:45%}
#operations tbody th{width:45%}
#operations td:last-child{width:25%}
.operation{font-size:.85rem;text-decoration:none;overflow-wrap:anywhere}
.operation:hover{text-decoration:underline}
.method{font-weight:700}
.delete{color:var(--bad)}
.status{font-size:.82rem;color:var(--good)}
.status.refused,.deprecated{color:var(--bad)}
.deprecated{font-size:.8rem;font-weight:500}
.workflow{display:grid;grid-template-columns:minmax(0,auto) minmax(16rem,1fr);gap:1.5rem 2.5rem;align-items:start}
.drawing{overflow-x:auto}
.steps{margin:.5rem 0;padding-left:1.6rem}
.steps li{margin:0 0 .7rem;padding-left:.2rem}
.languages{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 2.5rem}
.sequence{display:block;max-width:100%;height:auto}
.sequence text{font-size:11px;text-anchor:middle;fill:var(--ink);stroke:var(--paper);stroke-width:4px;paint-order:stroke}
.participant line{stroke:var(--line);stroke-width:1.5}
.participant rect{fill:var(--card);stroke:var(--line)}
.sequence .participant text{font:600 13px 'Inter',system-ui,sans-serif;stroke:none}
.sequence path{fill:none;stroke:var(--accent);stroke-width:1.5}
.sequence .answer{stroke-dasharray:5 4}
.sequence .refused path{stroke:var(--bad)}
.sequence .refused text:not(.number){fill:var(--bad)}
.sequence circle{fill:var(--accent)}
.sequence .refused circle{fill:var(--bad)}
.sequence .number{font-weight:700;fill:var(--paper);stroke:none}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--soft);font-size:.9rem}
@media (max-width:56rem){
.workflow,.languages{grid-template-columns:minmax(0,1fr)}
}
@media (max-width:40rem){
body{padding:1.25rem 1rem 2rem}
h1{font-size:1.9rem}
thead{position:absolute;clip-path:inset(50%)}
table,caption,tbody,tr,th,td{display:block}
tbody th,#operations tbody th,#operations td:last-child,#participants tbody th,#participants td,.languages tbody th{width:auto}
tbody tr{padding:.5rem 0;border-bottom:1px solid var(--line)}
th,td{padding:.1rem 0;border:0}
}
@media print{
:root{--ink:#000;--soft:#333;--line:#bbb;--card:#f5f5f5;--accent:#004a99;--bad:#8c1d18;--good:#14602a;--paper:#fff}
body{max-width:none;padding:0;font-size:11pt}
nav{display:none}
h2,h3,caption{break-after:avoid}
tr,li,.sequence,pre{break-inside:avoid}
}`
