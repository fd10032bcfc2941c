/// <reference lib="deno.worker" />
import { type GrowJob, growTrees } from "./grow_trees.ts";

// A worker of the pool: takes one job after another, and sends every tree as soon as it stands.
self.onmessage = (event: MessageEvent<GrowJob>) => {
  growTrees(event.data, (index, grown) => self.postMessage({ index, grown }));
  self.postMessage("done");
};
