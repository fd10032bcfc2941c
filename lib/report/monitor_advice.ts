import type { MonitorFindingCode } from "../contracts/monitor_report.ts";
import { type DriftAdvice, driftAdvice } from "./drift_advice.ts";

/**
 * What to do about each kind of a monitor's findings. Kinds that a drift report knows too have its advice, but for those
 * that mean something else where predictions are watched.
 */
export const monitorAdvice: Readonly<Record<MonitorFindingCode, DriftAdvice>> = {
  ...driftAdvice,
  sensor_fault: {
    title: "A sensor is off",
    advice: "Measure once by hand and compare; check mounting, calibration, unit and data path.",
    detail:
      "One raw reading moved, with what is computed from it, and nothing else did: machines do not change " +
      "like that. Measure once by hand and compare, then check the sensor's mounting, calibration, unit and data " +
      "path. Until it is mended read probabilities with care: the model takes the reading for true.",
  },
  plant_changed: {
    title: "The plant has changed",
    advice:
      "Ask what changed: load, product, hall or a rebuild. If it is to stay, train again once outcomes " +
      "are in.",
    detail:
      "Several readings moved together, as they do when the machines, what they make, or the hall around " +
      "them changes. Ask who changed what, and when. If it is to stay, collect outcomes and train again; until " +
      "then probabilities are of a plant that is no longer there.",
  },
  product_mix_changed: {
    title: "The mix of products has changed",
    advice: "Compare with the production plan. When it is to stay, renew the reference.",
    detail:
      "Compare with the production plan. If the plan says so, nothing is wrong with the machines: the model " +
      "knows these products, but its alarms will come more or less often than before. When the new mix is to " +
      "stay, take newer data as the reference. If the plan says otherwise, look for a wrong code in the export.",
  },
  stuck_sensor: {
    title: "A sensor is stuck",
    advice: "Look at what all machines share: the gateway, the export, a default value.",
    detail:
      "Every machine reports one and the same value, so look at what they share: a gateway that repeats its " +
      "last value, a default in the export, a field mapped to a constant. Predictions made meanwhile are blind to " +
      "that reading.",
  },
  stale_sensor: {
    title: "Single sensors have stopped changing",
    advice: "Compare the sensors named with their machines; restart or replace them.",
    detail:
      "A reading that usually changes has not done so for many readings: a stuck sensor, or a gateway that " +
      "sends its last value again. Compare with the machine, then restart or replace. The table under data " +
      "quality names them all.",
  },
  new_category: {
    title: "A type that no model knows",
    advice:
      "These machines get no prediction. Map another spelling where the data comes in; for a new type, " +
      "collect outcomes and train again.",
    detail:
      "Readings with it are refused, so these machines get no prediction at all. If it is another spelling " +
      "or code for a known type, map it where the data comes in. If it is a new product or machine type, keep its " +
      "readings, collect outcomes, and train a model that knows it.",
  },
  readings_refused: {
    title: "Readings were refused",
    advice: "Find the sender and mend it: what is refused is never predicted.",
    detail:
      "What is refused is never predicted, so machines go unwatched. The table under data quality says which " +
      "field and why; the server's log says who sent it. Mend it where the data comes in.",
  },
  predictions_changed: {
    title: "Predictions have changed",
    advice:
      "Read what moved among the readings first; where nothing did, look at the machines with most alarms.",
    detail:
      "Probabilities or alarms left what the reference's stretches show. Where readings moved too, their " +
      "finding above says why. Where none did, look at the machines with most alarms: several may be failing.",
  },
  alert_load: {
    title: "Not the load of alarms that was planned for",
    advice:
      "Find out whether the alarms are right. If they are, plan for them; if not, mend the cause or train " +
      "again with another threshold.",
    detail:
      "The threshold was chosen for another share of alarms. See below whether the alarms are right: if they " +
      "are, plan the work for them. If they are not, look for the sensor or the change behind them, or choose the " +
      "threshold anew. Far too few alarms is no good news by itself: ask whether failures happened unseen.",
  },
  failure_process_changed: {
    title: "Machines fail otherwise than predicted",
    advice: "Look at the failures that no alarm announced and ask for a new cause; train again with them.",
    detail:
      "Readings are as ever, and yet failures come more or less often than the probabilities say. Something " +
      "that no sensor sees has changed: material, a supplier, maintenance, or how outcomes are recorded. Look at " +
      "what failed without an alarm, and at alarms that came to nothing. No correction of sensors helps; train " +
      "again with the new outcomes.",
  },
  performance_dropped: {
    title: "The model fits less well",
    advice: "Mend what moved among the readings first; what then remains needs training again.",
    detail:
      "Failures come otherwise than predicted, and readings have changed too, which may be why. Deal with " +
      "the readings' finding first: after a sensor is mended the model may fit again. What remains needs training " +
      "again with the new outcomes.",
  },
  joint_drift: {
    title: "Readings are combined otherwise",
    advice: "Compare the columns named with each other: something links them otherwise than before.",
    detail:
      "A forest tells the latest readings from the reference better than stretches of the reference from " +
      "each other, where no reading by itself need show it. Compare the columns named in pairs: two sensors may " +
      "be swapped, or machines run in another regime. By itself it is no alarm.",
  },
  out_of_range: {
    title: "Values outside what the model has seen",
    advice: "Check the unit and the sensor; if they are right, the model guesses there.",
    detail:
      "A forest does not go on beyond what it has seen: out there it answers as at the edge. Check unit and " +
      "sensor first. If the values are real, collect outcomes of them and train again.",
  },
  duplicates: {
    title: "Readings sent more than once",
    advice: "Find what sends twice: most often a retry after an answer that came too late.",
    detail:
      "The same machine, time and values came again, each predicted and counted anew, which weighs these " +
      "machines too heavily here. Find what sends twice: most often a retry after an answer that came too late.",
  },
  clock_ahead: {
    title: "A clock is ahead",
    advice: "Set the clock of the gateway that sends these readings, and check its time zone.",
    detail:
      "Nothing can be measured after it was predicted. Set the sender's clock, and check that it writes its " +
      "time zone: a local time marked as UTC is off by whole hours. Outcomes told by time miss their predictions " +
      "meanwhile.",
  },
  clock_behind: {
    title: "Readings come late, or a clock is behind",
    advice: "Find out which: a buffer that was emptied late, or a clock that is wrong.",
    detail:
      "If a buffer was emptied late, the predictions came too late to act on. If nothing was late, set the " +
      "sender's clock and check its time zone.",
  },
  few_outcomes: {
    title: "Too few outcomes",
    advice: 'Tell what became of predictions, fine ones too: "It failed" and "It was fine" on the fleet\'s ' +
      "page, or POST /v1/outcomes.",
    detail:
      "Without outcomes nobody knows how good the model is. Tell what became of predictions, of fine machines " +
      'too: "It failed" and "It was fine" on the fleet\'s page, or POST /v1/outcomes from the maintenance ' +
      "system.",
  },
  no_reference: {
    title: "Nothing to compare with",
    advice: "Train again, or put the model's reference.arrow back into its folder.",
    detail:
      "A model's folder holds model.safetensors, reference.arrow and metrics.json. Put the reference back, or " +
      "train again, which writes one.",
  },
  drifted: {
    title: "Columns that drifted over the whole window",
    advice: "By itself no alarm: a hall's air drifts in every window. Look here when an alarm above needs " +
      "explaining.",
    detail:
      "Taken one by one and over the whole window, these columns are not as in the reference. That alone is " +
      "no alarm, since slow changes such as the hall's air do it in any window; alarms come from the latest " +
      "readings, held against stretches of the reference. Look here when an alarm needs explaining.",
  },
  few_rows: {
    title: "Too little to conclude from",
    advice: "Wait for more readings, or look at a longer span.",
    detail: "No conclusion either way. Wait for more readings, or look at a longer span.",
  },
};
