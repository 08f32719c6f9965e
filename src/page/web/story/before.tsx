// Steps 1 to 4: from silence to the flood.
export { First } from "./first";
export { Second } from "./second";
export { Third } from "./third";
export { Fourth } from "./fourth";
