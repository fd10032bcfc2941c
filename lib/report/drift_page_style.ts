/** The drift page's rules beside those of every page. */
export const driftPageStyle = `
main{max-width:66rem}
header>p:first-child{margin:0 0 .4rem}
.headline{font-size:clamp(1.3rem,1rem + 1.6vw,1.8rem);padding:.9rem 1.1rem;border-radius:.5rem;border-left:.4rem solid;
overflow-wrap:anywhere;text-wrap:pretty;margin:0}
.headline.bad{background:var(--bad-ground);border-color:var(--bad)}
.headline.good{background:var(--good-ground);border-color:var(--good)}
.headline.quiet{background:var(--sheet);border-color:var(--quiet);color:var(--ink)}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,15rem),1fr));gap:.8rem 2rem;margin:1.2rem 0 0}
.sides dt{color:var(--quiet);font-size:.85rem}
.sides dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.sides span{display:block;font-weight:400;color:var(--quiet);font-size:.9rem}
.badge{display:inline-block;border-radius:1rem;padding:.05rem .6rem;font-size:.85rem;font-weight:600;line-height:1.5;
border:1px solid;overflow-wrap:anywhere}
.badge.bad{background:var(--bad-ground);color:var(--bad)}
.badge.good{color:var(--good);border-color:transparent;padding-left:0}
.badge.quiet{color:var(--quiet);border-color:transparent;padding-left:0}
.finding{border-left:.25rem solid var(--line);padding:.1rem 0 .1rem 1rem;margin:1.2rem 0}
.finding.bad{border-color:var(--bad)}
.finding h3{margin:0 0 .3rem;font-size:1.05rem}.finding h3 .badge{vertical-align:.1em;margin-right:.3rem}
.finding ul{padding-left:1.2rem;max-width:none}.finding li{overflow-wrap:anywhere}
.finding .todo{max-width:52rem}
.scroll{background:var(--sheet);border:1px solid var(--line);border-radius:.5rem}
.scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:3px solid var(--first);outline-offset:2px}
.summary{width:100%}
.summary th,.summary td{padding:.5rem .8rem}
.summary th[scope=row]{min-width:9rem;max-width:16rem;overflow-wrap:anywhere;font-weight:600}
.summary thead th{white-space:nowrap}.summary .badge{min-width:7.5rem}
.summary td:nth-child(3){min-width:9.5rem}
.summary tbody tr:last-child>*{border-bottom:0}
.summary small{display:block;color:var(--quiet);font-size:.82rem;min-width:8rem}
.card{background:var(--sheet);border:1px solid var(--line);border-top:.25rem solid var(--line);border-radius:.5rem;
padding:1rem 1.2rem 1.1rem;margin:1.1rem 0;scroll-margin-top:1rem}
.card.bad{border-top-color:var(--bad)}.card.quiet{color:var(--ink)}
.card header{display:flex;flex-wrap:wrap;gap:.2rem .9rem;align-items:baseline}
.card h3{margin:0;font-size:1.15rem;overflow-wrap:anywhere}
.card p{margin:.5rem 0;max-width:56rem;overflow-wrap:anywhere}
.split{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:.4rem 2rem;margin-top:.6rem;align-items:start}
figure{margin:0}
figcaption{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;font-size:.88rem;padding-bottom:.3rem}
.key{vertical-align:-.1em}
.pale{fill:var(--first);fill-opacity:.42}.solid{fill:var(--second)}
.now{fill:none;stroke:var(--second);stroke-width:2.2}
.plot{--plot-first:var(--first);--plot-second:var(--second);--plot-quiet:var(--quiet);--plot-background:var(--sheet);
color:var(--ink);display:block;width:100%;height:auto;font-size:12.5px}.plot text{white-space:pre}
.note,.card p.note{font-size:.85rem;color:var(--quiet);margin:.3rem 0 0}
.facts{width:100%;font-size:.9rem}.facts th,.facts td{padding:.22rem 0 .22rem .8rem;overflow-wrap:anywhere}
.facts td.number{white-space:normal;min-width:3.6rem}
.facts th:first-child,.facts td:first-child{padding-left:0}
.facts th[scope=row]{min-width:6.5rem;color:var(--quiet)}

.facts caption{text-align:left;color:var(--quiet);font-size:.88rem;padding:.4rem 0 .2rem}
.shares :is(td,th+th){text-align:right;white-space:nowrap}
details{margin:.5rem 0 0;font-size:.9rem}summary{cursor:pointer;color:var(--first)}
@media (max-width:46rem){.split{grid-template-columns:minmax(0,1fr)}.card{padding:.8rem .85rem .9rem}.plot{font-size:13.5px}
.summary th,.summary td{padding:.4rem .6rem}.finding{padding-left:.7rem}}
@media (forced-colors:active){.badge,.headline,.card{border:1px solid}}
@media print{:root{--first:#0b6bb3;--second:#b8500c;--good:#1d6b3c;--bad:#9b1c1c;--bad-ground:#fff;--good-ground:#fff}
.plot,.key,.badge{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.card{break-inside:avoid;border-color:#bbb}.scroll{overflow:visible;border:0}.summary{font-size:8.5pt}
.summary th,.summary td{padding:.2rem .4rem .2rem 0}.summary *{min-width:0!important}.summary tbody th{min-width:6.5rem!important}.summary .badge{font-size:8pt}.facts{font-size:8.5pt}.summary thead th{white-space:normal}
.split{grid-template-columns:minmax(0,1.15fr) minmax(0,1fr)}details{display:none}a{color:inherit;text-decoration:none}}
`;
