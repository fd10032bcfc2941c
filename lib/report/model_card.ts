import { html } from "hono/html";
import { cardFacts } from "./card_facts.ts";
import { cardQuality } from "./card_quality.ts";
import { cardRecipe } from "./card_recipe.ts";
import type { Evaluation } from "./evaluation.ts";
import { evaluationPlots } from "./evaluation_plots.ts";
import { formatCount, formatPercent, formatScore } from "./number_format.ts";
import { type Html, page } from "./page.ts";

const style = `
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.4rem 0}
.tile{background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:.75rem .9rem}
.tile b{display:block;font-size:1.65rem;line-height:1.25;font-variant-numeric:tabular-nums}
.tile span{display:block;font-size:.85rem;color:var(--quiet)}
.verdict{padding:.7rem .9rem;border-radius:.5rem;max-width:none}
.good{background:var(--good-ground)}.good strong{color:var(--good)}
.bad{background:var(--bad-ground)}.bad strong{color:var(--bad)}
.plots{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,26rem),1fr));gap:.9rem;margin:1rem 0}
figure{margin:0;background:var(--sheet);border:1px solid var(--line);border-radius:.5rem;padding:.75rem}
figcaption{font-size:.85rem;color:var(--quiet);padding-top:.3rem}
.plot{--plot-first:var(--first);--plot-second:var(--second);--plot-quiet:var(--quiet);--plot-background:var(--sheet);
color:var(--ink);background:none;width:100%;max-width:34rem}
.params{columns:19rem;column-gap:2rem;font-size:.9rem}
.params>div{break-inside:avoid}.params h3{margin:.8rem 0 .2rem}
.param{display:flex;justify-content:space-between;gap:1rem;border-bottom:1px solid var(--line);padding:.15rem 0}
.param code:last-child{text-align:right}
`;

/**
 * `reports/model_card.html`: what the model is for, how good it is and how not to use it, for the person who
 * has to act on it. One page that needs nothing else.
 *
 * @returns The page's HTML; the same evaluation gives the same bytes.
 */
export function modelCard(evaluation: Evaluation): Promise<string> {
  const { model } = evaluation.metrics;
  const plots = evaluationPlots(evaluation.metrics, evaluation.detail);
  return page({
    title: `Model card: ${model.name} ${model.version}`,
    style,
    body: html`
      ${head(evaluation)} ${purpose(evaluation)} ${cardQuality(evaluation, plots)}
      ${cardRecipe(evaluation, plots)} ${cardFacts(evaluation)}
    `,
  });
}

function head({ metrics }: Evaluation): Html {
  const { test, rules, leak, model } = metrics;
  const alarm = "Do not believe the scores on this page; the leak check below says why.";
  return html`
    <header>
      <h1>Model card: ${model.name}</h1>
      <p class="quiet">version <code>${model.version}</code></p>
      ${leak.alarm ? html`<p class="verdict bad"><strong>Leak alarm.</strong> ${alarm}</p>` : ""}
      <div class="tiles">
        ${tile("failures found", formatPercent(test.recall), test.interval.recall, formatPercent)}
        ${tile(
          "alarms that are right",
          formatPercent(test.precision),
          test.interval.precision,
          formatPercent,
        )}
        ${tile(
          "F1 on held-out rows",
          formatScore(test.f1, 2),
          test.interval.f1,
          (value) => formatScore(value, 2),
        )}
        <div class="tile">
          <span>F1 of the published rules</span><b>${formatScore(rules.f1, 2)}</b><span>nothing learnt</span>
        </div>
      </div>
    </header>
  `;
}

const aboutLabel =
  " is the state of the machine when the reading was taken: its heat cannot escape, its power " +
  "is out of range, it is overstrained, its tool is worn out, or it failed at random. ";
const aboutOwnLabel =
  "In a plant's own data the label means whatever was recorded as failure: make sure you " +
  "know, because a reading labelled hours after the event teaches the model something else.";

function purpose({ metrics }: Evaluation): Html {
  const { threshold } = metrics.test;
  const { train, test } = metrics.data;
  const input =
    "One reading of one machine goes in: temperatures, speed, torque, tool wear, product quality. " +
    "Out comes the probability that the machine is in a failure condition";
  const rows = `It was trained on ${formatCount(train.rows)} readings and has never seen the ` +
    `${formatCount(test.rows)} on which it is judged here.`;
  const paper = html`<a href="https://doi.org/10.24432/C5HS5C">AI4I 2020</a>`;
  const detection = html`<strong>detection of a failure condition that is present, not a forecast</strong>`;
  return html`
    <section>
      <h2>What it predicts</h2>
      <p>${input} <strong>at that reading</strong>, and from ${formatScore(threshold)} on an alarm.</p>
      <p>That is what the label says. In ${paper} and in the simulator <code>failure</code>${aboutLabel}</p>
      <p>So this is ${detection} of one to come. ${aboutOwnLabel}</p>
      <p>${rows}</p>
    </section>
  `;
}

function tile(
  title: string,
  value: string,
  interval: readonly [number, number] | null | undefined,
  format: (value: number) => string,
): Html {
  const range = interval ? `interval ${format(interval[0])} to ${format(interval[1])}` : "no interval";
  return html`<div class="tile"><span>${title}</span><b>${value}</b><span>${range}</span></div>`;
}
