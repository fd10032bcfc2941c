/// <reference lib="deno.worker" />
import { runLogShipper, type ShipperPort } from "./log_shipper.ts";

runLogShipper(self as unknown as ShipperPort);
