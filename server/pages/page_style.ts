import { createHash } from "node:crypto";
import { monitorPageStyle } from "../../lib/report/monitor_page_style.ts";

/**
 * The style of every page a person sees. Colours come in pairs for light and dark, each text at 4.5 to 1 or more on its
 * ground; risks differ in lightness and shape too, so that nobody needs to tell red from green.
 */
export const pageStyle = `
:root{color-scheme:light dark;--ink:#16191d;--quiet:#525d69;--ground:#f3f5f7;--sheet:#fff;--line:#d6dce2;--edge:#717d8a;
--accent:#0a58a6;--on-accent:#fff;--first:#0a58a6;--second:#b8500c;
--high:#a11616;--on-high:#fff;--high-wash:#fdecea;--elevated:#ffdc94;--on-elevated:#412800;--elevated-edge:#a86a00;
--good:#175c33;--good-wash:#e4f2e9;--bad:#9b1c1c;--bad-wash:#fdeaea}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf0;--quiet:#a6b1bc;--ground:#0d1115;--sheet:#161b21;--line:#2d353e;
--edge:#7d8995;--accent:#83c2f8;--on-accent:#06223a;--first:#6cb8f5;--second:#f0a05a;
--high:#ff9c8c;--on-high:#330703;--high-wash:#351512;--elevated:#4d3500;--on-elevated:#ffdf9e;--elevated-edge:#c9942f;
--good:#86dba6;--good-wash:#12281b;--bad:#ff9f98;--bad-wash:#351616}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
a{color:var(--accent);text-underline-offset:.15em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:3px}
h1{font-size:1.75rem;line-height:1.2;margin:0 0 .3rem;letter-spacing:-.01em;overflow-wrap:anywhere;text-wrap:balance}
h2{font-size:1.2rem;line-height:1.3;margin:0 0 .6rem}
h3{font-size:1.05rem;line-height:1.3;margin:0;overflow-wrap:anywhere}
p{margin:.5rem 0;max-width:46rem}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.9em;overflow-wrap:anywhere}
pre{background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:.9rem 1rem;overflow-x:auto;
font-size:.88rem;line-height:1.5;margin:.8rem 0}
.quiet{color:var(--quiet)}.small{font-size:.875rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:.5rem;top:-4rem;z-index:2;background:var(--accent);color:var(--on-accent);padding:.5rem .9rem;
border-radius:.3rem}
.skip:focus{top:.5rem}
.bar{background:var(--sheet);border-bottom:1px solid var(--line)}
.bar>div{max-width:84rem;margin:0 auto;padding:.35rem 1.25rem;display:flex;flex-wrap:wrap;align-items:center;gap:.1rem 1.4rem}
.brand{display:inline-flex;align-items:center;gap:.5rem;font-weight:700;color:var(--ink);text-decoration:none;padding:.5rem 0}
.brand svg{width:1.4rem;height:1.4rem;color:var(--accent)}
.bar nav{flex:1}
.bar ul{list-style:none;display:flex;flex-wrap:wrap;gap:0 .25rem;margin:0;padding:0}
.bar li a{display:block;padding:.5rem .65rem;color:var(--quiet);text-decoration:none;border:solid transparent;border-width:3px 0}
.bar li a:hover{color:var(--ink);text-decoration:underline}
.bar li a[aria-current]{color:var(--ink);font-weight:600;border-bottom-color:var(--accent)}
.viewer{display:flex;align-items:center;gap:.7rem;font-size:.9rem;color:var(--quiet)}
main{max-width:84rem;margin:0 auto;padding:1.6rem 1.25rem 3rem}
main.narrow{max-width:60rem}
footer{max-width:84rem;margin:0 auto;padding:0 1.25rem 2rem;color:var(--quiet);font-size:.875rem}
.lead{font-size:1.05rem;color:var(--quiet);margin:0 0 1.3rem}
.sheet{background:var(--sheet);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.1rem}
main>*+section,.spaced{margin-top:2rem}
button,.button{font:inherit;font-weight:600;min-height:2.6rem;padding:.4rem 1rem;border-radius:.4rem;cursor:pointer;
border:1px solid var(--edge);background:var(--sheet);color:var(--ink)}
button:hover{border-color:var(--accent);color:var(--accent)}
button.main{background:var(--accent);border-color:var(--accent);color:var(--on-accent)}
button.main:hover{filter:brightness(1.08);color:var(--on-accent)}
button.plain{border-color:transparent;background:none;min-height:0;padding:.25rem .4rem;font-weight:400;color:var(--accent);
text-decoration:underline;text-underline-offset:.15em}
label{font-weight:600}
input,select{font:inherit;min-height:2.6rem;padding:.35rem .6rem;color:inherit;background:var(--sheet);
border:1px solid var(--edge);border-radius:.4rem;max-width:100%}
.risk{display:inline-flex;align-items:center;gap:.4em;padding:.1rem .6rem;border-radius:1rem;font-weight:600;
font-size:.9rem;white-space:nowrap;border:1px solid transparent}
.risk svg{width:.75em;height:.75em;flex:none}
.risk.high{background:var(--high);color:var(--on-high)}
.risk.elevated{background:var(--elevated);color:var(--on-elevated);border-color:var(--elevated-edge)}
.risk.low{color:var(--quiet);border-color:var(--line)}
.notice{border-radius:.6rem;padding:.8rem 1rem;margin:0 0 1.3rem;border:1px solid}
.notice.good{background:var(--good-wash);border-color:var(--good)}
.notice.bad{background:var(--bad-wash);border-color:var(--bad)}
.notice p{margin:.2rem 0;max-width:none}.notice h2{margin-bottom:.2rem}
.notice form{margin-top:.4rem}.notice button.plain{padding-left:0}
#recorded{scroll-margin-top:6rem}
.fleet{display:grid;grid-template-columns:minmax(0,1fr);gap:2rem}
@media (min-width:68rem){.fleet{grid-template-columns:minmax(0,1fr) 19rem;grid-template-rows:auto 1fr;column-gap:1.6rem}
.fleet .worst{grid-area:1/1}.fleet .all{grid-area:2/1}.fleet aside{grid-area:1/2/3/2}}
aside{display:grid;gap:1rem;align-content:start}
@media (min-width:42rem) and (max-width:67.99rem){aside{grid-template-columns:repeat(auto-fit,minmax(17rem,1fr))}}
.figures{display:grid;gap:.5rem;margin:.6rem 0 0}
.figures>div{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 .8rem;border-top:1px solid var(--line);padding-top:.45rem}
.figures dt{color:var(--quiet)}
.figures dd{margin:0;font-variant-numeric:tabular-nums;text-align:right;font-weight:600}
.figures dd span{display:block;white-space:nowrap;font-weight:400;font-size:.85rem;color:var(--quiet)}
.cards{list-style:none;margin:0;padding:0;display:grid;gap:1rem;grid-template-columns:repeat(auto-fill,minmax(min(100%,21rem),1fr))}
.card{background:var(--sheet);border:1px solid var(--line);border-radius:.6rem;padding:.9rem 1rem 1rem;display:flex;
flex-direction:column;gap:.7rem;border-top:4px solid var(--high)}
.card.elevated{border-top-color:var(--elevated-edge)}
.card header{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:.2rem .8rem}
.card h3 a{color:inherit}
.card .state{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .7rem;margin:0}
.card .probability{font-size:1.5rem;font-weight:700;line-height:1;font-variant-numeric:tabular-nums}
.card p{margin:0}
.card .end{margin-top:auto;display:grid;gap:.5rem;border-top:1px solid var(--line);padding-top:.7rem}
.spark{display:block;width:100%;height:3.4rem;overflow:visible}
.spark .area{fill:var(--first);opacity:.13}
.spark .line{fill:none;stroke:var(--first);stroke-width:1.6;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.spark .mark{stroke:var(--second);stroke-width:1.2;stroke-dasharray:4 3;vector-effect:non-scaling-stroke}
.spark .dot{stroke:var(--first);stroke-width:6;stroke-linecap:round;vector-effect:non-scaling-stroke}
.spark .base{stroke:var(--line);vector-effect:non-scaling-stroke}
.spark-note{display:flex;justify-content:space-between;gap:.6rem;font-size:.8rem;color:var(--quiet);margin-top:.15rem}
.why{list-style:none;margin:0;padding:0;display:grid;gap:.55rem}
.why li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 .8rem}
.why .value{font-weight:600;font-variant-numeric:tabular-nums;text-align:right}
.why .track{grid-column:1/-1;height:.35rem;border-radius:.2rem;background:var(--line);overflow:hidden;margin:.15rem 0}
.why .track rect{fill:var(--second)}.why .track svg{display:block;width:100%;height:100%}
.why .far{grid-column:1/-1;font-size:.875rem;color:var(--quiet)}
.outcome{display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}
.outcome p{margin:0}
td .outcome{gap:.3rem;flex-wrap:nowrap}
td .outcome button{min-height:2rem;padding:.1rem .6rem;font-weight:400;font-size:.9rem;white-space:nowrap}
.filter{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:0 0 .8rem}
.filter label{display:block;font-size:.9rem}
.filter input{width:14rem}
.scroll{position:relative;overflow-x:auto;border:1px solid var(--line);border-radius:.6rem;background:var(--sheet)}
.scroll+.scroll{margin-top:1rem}
.both{display:inline-flex;align-items:center;gap:.6rem;white-space:nowrap}
.both .risk{min-width:6.9rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.5rem .9rem;border-bottom:1px solid var(--line);vertical-align:middle}
tbody tr:last-child>*{border-bottom:0}
tbody tr:hover{background:color-mix(in srgb,var(--accent) 6%,transparent)}
th{font-weight:600;font-size:.9rem;color:var(--quiet);white-space:nowrap}
th a{color:inherit}
th[aria-sort] a{color:var(--ink)}
th[scope=row]{font-weight:400;font-size:1rem;color:var(--ink);white-space:normal;overflow-wrap:anywhere;min-width:8rem}
th[scope=row] time,td time{white-space:nowrap}
th small{display:block;font-weight:400}
.number{text-align:right}td.number{white-space:nowrap}
.pages{display:flex;flex-wrap:wrap;gap:.4rem 1.2rem;align-items:center;margin:.9rem 0 0}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1rem}
figure{margin:0;background:var(--sheet);border:1px solid var(--line);border-radius:.6rem;padding:.8rem .9rem}
figcaption{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;margin-bottom:.3rem}
figcaption b{font-weight:600}
.plot{--plot-first:var(--first);--plot-second:var(--second);--plot-quiet:var(--quiet);--plot-background:var(--sheet);
color:var(--ink);background:none;width:100%}
.two{display:grid;gap:1.2rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));align-items:start}
.tabs{display:flex;flex-wrap:wrap;gap:.3rem .9rem;margin:0 0 .8rem;padding:0;list-style:none}
.tabs [aria-current]{font-weight:600;color:var(--ink);text-decoration:none}
.fields{display:grid;gap:1.1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));align-items:start}
.field label{display:block}
.field input,.field select{width:100%;margin-top:.2rem}
.fields+p{margin-top:1.3rem}
.field .hint{font-size:.875rem;color:var(--quiet);margin:.2rem 0 0}
.field .error{font-size:.9rem;color:var(--bad);font-weight:600;margin:.25rem 0 0}
.field [aria-invalid=true]{border:2px solid var(--bad)}
.input{display:flex;align-items:center;gap:.5rem}
.input .unit{color:var(--quiet);flex:none;min-width:4.2rem}
.sign-in{max-width:26rem;margin:8vh auto 0}
.sign-in input[type=password]{width:100%;margin:.2rem 0 1rem}
@media (max-width:40rem){main{padding:1.1rem .9rem 2.5rem}.bar>div{padding:.25rem .9rem}.bar nav{flex-basis:100%}.bar ul{margin:0 -.45rem}.both .risk{min-width:0}h1{font-size:1.45rem}
.wide{display:none}table{font-size:.92rem}th,td{padding:.45rem .5rem}th{white-space:normal}th[scope=row]{font-size:inherit}.bar li a{padding:.55rem .45rem}.filter>div,.filter input,.filter select{width:100%}
.sheet{padding:.9rem}.viewer{width:100%;justify-content:space-between}th[scope=row]{min-width:6rem}}
@media (prefers-reduced-motion:no-preference){button{transition:border-color .15s,color .15s}}
@media (forced-colors:active){.risk,.card,.why .track{border:1px solid}}
@media print{.bar,form,.filter,.skip{display:none}body{background:#fff;color:#000}}
.monitor{--bad-ground:var(--bad-wash);--good-ground:var(--good-wash)}
.verdict{border-left:.3rem solid var(--quiet);padding-left:.7rem}
.verdict.bad{border-color:var(--bad)}.verdict.good{border-color:var(--good)}
.estimated{border:1px dashed;border-radius:1rem;padding:.05rem .6rem;font-size:.85rem;font-weight:600;color:var(--second)}
${monitorPageStyle}`;

/** Where the style is found: its address changes with it, so that a browser may keep it. */
export const stylePath = `/assets/pages-${
  createHash("sha256").update(pageStyle).digest("hex").slice(0, 12)
}.css`;

/** The sign of the house: a pulse with a fault in it. */
export const iconPath = "/assets/faultline.svg";
export const icon =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" ` +
  `fill="#0a58a6"/><path d="M3 13h4l2-5 4 10 3-8 1.500 3H21" fill="none" stroke="#fff" stroke-width="2" ` +
  `stroke-linejoin="round" stroke-linecap="round"/></svg>`;
