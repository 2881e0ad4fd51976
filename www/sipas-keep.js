// What a form keeps on the device, and sends from it: fetched once the form is shown.
export { Keeper } from "./src/keeper.js";
export { Queue } from "./src/queue.js";
