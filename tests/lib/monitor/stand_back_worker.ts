import { standBack } from "../../../lib/monitor/stand_back.ts";

standBack();
(self as unknown as Worker).postMessage("stood back");
