// Steps 5 to 8: repair, block, return, fixes.

export { Fifth } from "./fifth";
export { Sixth } from "./sixth";
export { Seventh } from "./seventh";
export { Eighth } from "./eighth";
import "./after.css";
