import { driftPageStyle } from "./drift_page_style.ts";

/**
 * The rules of a monitor's report, all within `.monitor`, so that they reach nothing else of a page that holds it. The
 * page gives the colours: ink, quiet, sheet, line, first, second, good, bad, and the grounds of the last two.
 */
export const monitorPageStyle = `
main:has(>.monitor){max-width:72rem}
.monitor{${driftPageStyle}
h1{font-weight:700;line-height:1.25;letter-spacing:0}
h2{font-size:1.25rem;margin:2.6rem 0 .7rem;padding-top:1.1rem;border-top:1px solid var(--line)}
h3{font-size:1.02rem;margin:1.5rem 0 .4rem}
section{margin:0}
p,ul{max-width:52rem}
.finding{margin:1.2rem 0}
.finding h3{margin-top:0}
.finding ul{margin:.4rem 0;padding-left:1.2rem}
.note{max-width:56rem;margin:.5rem 0 0}
.card{display:block;gap:0}
.card header{justify-content:flex-start}
.card figure{background:none;border:0;padding:0}
figure{background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:.8rem .9rem;margin:.9rem 0;max-width:56rem}
.card figure{margin:0}
figcaption{justify-content:flex-start;margin:0;color:inherit}
.scroll{margin:.8rem 0;width:fit-content;max-width:100%}
table{width:auto;border-collapse:collapse;font-size:.92rem}
th,td{padding:.42rem .8rem;white-space:normal;vertical-align:top;font-size:inherit}
th[scope=row]{min-width:8rem;font-size:inherit}
td.number{white-space:nowrap}
tbody tr:last-child>*{border-bottom:0}
.scroll:has(.summary){width:auto}
.summary{width:100%}
.summary th[scope=row]{overflow-wrap:break-word;max-width:22rem}
.summary thead th{white-space:nowrap}
.stretch th[scope=row] small{font-weight:400}
.stretch td:nth-child(3){min-width:0}
.stretch tr.bad>th{box-shadow:inset .25rem 0 var(--bad)}
.stretch .badge,table:not(.summary) .badge{min-width:0;white-space:nowrap}
td time,th time{white-space:nowrap}
.past td:nth-child(3){min-width:11rem}
.wide-plot{overflow-x:auto}.wide-plot .plot{min-width:36rem;max-width:none;font-size:12.5px}
.wide-plot:focus-visible{outline:3px solid var(--first);outline-offset:2px}
.facts{width:100%}.facts th,.facts td{padding:.22rem 0 .22rem .8rem}
.track{display:block;margin:.15rem 0 0 auto}
.line{stroke:var(--quiet);stroke-width:1;fill:none}
.dot{fill:var(--first)}.first{fill:var(--first)}.faint{fill:var(--quiet)}
.rule{stroke:var(--first);stroke-width:2.4;fill:none}
.dashes{stroke:var(--quiet);stroke-width:1.6;stroke-dasharray:5 4;fill:none}
.now-dashes{stroke:var(--second);stroke-width:1.8;stroke-dasharray:6 3;fill:none}
.badge.estimate{border-style:dashed;color:var(--second)}
.badge.solid-badge{color:var(--first)}
.sides{grid-template-columns:repeat(auto-fit,minmax(min(100%,13.5rem),1fr))}
details{max-width:56rem}
}
@media (max-width:46rem){.monitor th,.monitor td{padding:.4rem .6rem}}
@media print{.monitor{--first:#0b6bb3;--second:#b8500c;--good:#1d6b3c;--bad:#9b1c1c;--bad-ground:#fff;--good-ground:#fff;
--ink:#000;--quiet:#444;--sheet:#fff;--line:#bbb;color:#000}.monitor .track{print-color-adjust:exact}
.monitor .finding,.monitor figure{break-inside:avoid}.monitor table{font-size:8pt}
.monitor table :is(th,td,time,.badge){white-space:normal;min-width:0;padding:.18rem .45rem .18rem 0}
.monitor td.number{white-space:normal}.monitor .badge{padding:0 .4rem}
.monitor .summary th[scope=row]{overflow-wrap:anywhere;min-width:6rem}
.monitor .stretch tr.bad>th{padding-left:.6rem}.monitor .summary small{font-size:7.5pt}
.monitor .wide-plot{overflow:visible}.monitor .wide-plot .plot{min-width:0;max-width:100%}}
`;
